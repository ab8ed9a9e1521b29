// Days as people say them: 12月6日 or 6 December, with the year where it is another one than today's.

/** `iso` is a date such as 2024-12-06; `today` another one, whose year goes without saying. */
export function dayWords(ui, iso, today) {
  const when = new Date(iso + "T00:00:00Z");
  if (isNaN(when)) return String(iso || "");
  const said = { day: "numeric", month: "long", timeZone: "UTC" };
  if (String(today).slice(0, 4) !== String(iso).slice(0, 4)) said.year = "numeric";
  return new Intl.DateTimeFormat(ui.lang === "en" ? "en-GB" : "zh-CN", said).format(when);
}
