// A file that the page itself makes, for the reader to keep.

/** Give the reader a CSV file. */
export function save(name, csv) {
  const url = URL.createObjectURL(new Blob(["\ufeff" + csv], { type: "text/csv" }));
  const made = document.createElement("a");
  Object.assign(made, { download: name, href: url });
  document.body.appendChild(made);
  made.click();
  made.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
