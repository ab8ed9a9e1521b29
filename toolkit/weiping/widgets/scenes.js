// What a wall shows in turn, a scene after the other; each is {key, draw() -> node}, in type that reads from five metres.

import { h, icon, picture } from "./dom.js";
import { bar, decided, fullTotal, progressBar, rangeKey, rangeText, ranked, thinBar } from "./places.js";

const ROWS = 6; // as many places as can be read at once

const chunks = (all, size) => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** The scenes of a wall as it stands. `gone` is the time of the last word from the server, where that is too long ago. */
export function scenesOf(ui, wall, { gone, photoUrl, broken }) {
  const { t } = ui;
  const phase = wall.round.phase;
  const scan = wall.link && wall.link.qr ? [scanScene(ui, wall)] : [];
  if (gone && !decided(wall)) return [word("gone", "warn", t("No connection"), // nothing that may have been frozen since
    t("Nothing was heard since {time}. This page goes on by itself as soon as the network is back.", { time: gone }))];
  if (!wall.progress) return [word("wait", null, t("Loading …"), "")];
  if (phase === "draft") return [word("draft", null, t("Scoring has not opened yet"), ""), ...scan];
  if (phase === "practice") return [word("practice", null, t("The panel is rehearsing"),
    t("Judges try their tablets. Nothing of it counts, and no places are shown.")), ...progressScenes(ui, wall), ...scan];
  if (phase === "deliberation") return [word("pause", "lock", t("The panel is deliberating"),
    t("Scoring is frozen. The result is shown here as soon as the chair publishes it."), progressBar(ui, wall)), ...scan];
  if (!decided(wall)) return [...(wall.standings ? placeScenes(ui, wall) : progressScenes(ui, wall)), ...scan];
  return [...awardScenes(ui, wall), ...placeScenes(ui, wall), ...photoScenes(ui, wall, photoUrl, broken), ...scan];
}

function word(key, sign, title, text, more) {
  return { key, draw: () => h("section", { class: "word" }, sign ? icon(sign, 96) : null, h("h2", null, title),
    text ? h("p", null, text) : null, more) };
}

function rows(ui, key, title, about, all, row) {
  const parts = chunks(all, ROWS);
  return parts.map((part, index) => ({ key: key + "/" + index, draw: () => h("section", { class: "list" },
    h("h2", null, title, parts.length > 1 ? h("small", { class: "num" }, (index + 1) + " / " + parts.length) : null,
      about ? h("small", null, about) : null),
    h("ol", null, part.map(row))) }));
}

function placeScenes(ui, wall) {
  const { t, say } = ui;
  const full = fullTotal(wall);
  return rows(ui, "places", decided(wall) ? t("The result") : t("The places now"), rangeKey(ui, wall), ranked(wall), ({ entry, standing }) => {
    const placed = standing && standing.place;
    const award = standing && standing.award ? say(standing.award) : "";
    const notes = [award ? h("span", { class: "ribbon" }, award) : null,
      placed && standing.shared ? h("span", { class: "tie" }, t("Shared place")) : null,
      rangeText(ui, standing) ? h("span", { class: "muted" }, rangeText(ui, standing)) : null].filter(Boolean);
    return h("li", { key: entry.id, class: (placed === 1 ? "first" : "") + (award ? " awarded" : "") },
      h("b", { class: "place num" }, placed || "—"),
      h("div", { class: "who" }, h("div", { class: "name" }, say(entry.name)),
        notes.length ? h("div", { class: "notes" }, notes) : null),
      h("div", { class: "track" }, bar(ui, wall, placed ? standing : {}, full)),
      h("b", { class: "score num" }, placed ? standing.total : "—"));
  });
}

function progressScenes(ui, wall) {
  const { t, say } = ui;
  const all = ranked({ ...wall, standings: null }).filter((one) => one.progress);
  return rows(ui, "progress", t("How far the panel is"), "", all, ({ entry, progress }) => h("li", { key: entry.id, class: "plain" },
    h("div", { class: "who" }, h("div", { class: "name" }, say(entry.name))),
    h("div", { class: "track" }, thinBar(wall, progress)),
    h("div", { class: "sheets" }, t("Sheets"), " ", h("b", { class: "num" }, progress.sheets + " / " + progress.sheets_due))));
}

function awardScenes(ui, wall) {
  const { t, say } = ui;
  const names = new Map(wall.entries.map((one) => [one.id, say(one.name)]));
  const standings = new Map((wall.standings || []).map((one) => [one.entry, one]));
  const winner = (id) => {
    const standing = standings.get(id) || {};
    return h("li", null, h("b", null, names.get(id) || ""),
      h("span", { class: "num" }, standing.total || ""), standing.shared ? h("span", { class: "tie" }, t("Shared place")) : null);
  };
  return [].concat(...(wall.awards || []).map((award, index) => chunks(award.entries, ROWS).map((part, page) => ({
    key: "award/" + index + "/" + page,
    draw: () => h("section", { class: "award" }, icon("award", 96), h("h2", { class: "ribbon" }, say(award.title)),
      h("ol", { class: part.length > 2 ? "many" : "" }, part.map(winner))),
  }))));
}

function photoScenes(ui, wall, photoUrl, broken) {
  const { say } = ui;
  const names = new Map(wall.entries.map((one) => [one.id, say(one.name)]));
  if (!photoUrl) return [];
  return (wall.photos || []).filter((one) => !broken.has(one.hash)).map((one) => ({
    key: "photo/" + one.hash, photo: { hash: one.hash, url: photoUrl(one.hash) },
    draw: (lost) => h("figure", { class: "photo" },
      h("img", { src: photoUrl(one.hash), alt: say(one.caption), onerror: () => lost(one.hash) }),
      h("figcaption", null, h("b", null, names.get(one.entry) || ""), say(one.caption) ? " · " + say(one.caption) : "")),
  }));
}

function scanScene(ui, wall) {
  const { t, lang } = ui;
  const brief = (wall.rule_brief || {})[lang] || [];
  return { key: "scan", draw: () => h("section", { class: "scan" },
    h("div", null, h("h2", null, t("Follow it on your phone")), picture(wall.link.qr, wall.link.url),
      h("p", { class: "address" }, wall.link.url.replace(/^https?:\/\//, ""))),
    brief.length ? h("div", null, h("h2", null, t("How it is scored")), h("ul", null, brief.map((one) => h("li", null, one)))) : null) };
}
