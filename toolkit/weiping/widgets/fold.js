// What the judge sees: the server's state with the taps laid over it that it does not have yet.

/** Where an answer, a note or a photo stands: an entry, and a criterion or the whole of it. */
export const cellKey = (entry, criterion) => entry + "/" + (criterion || "");

/**
 * `server` is the pad as GET /rounds/{round}/pad gives it, `items` what the outbox holds beyond it. Items of a rehearsal are
 * laid over a rehearsal only, others never: what was practised is gone when it is over.
 */
export function fold(server, items) {
  const rehearsing = server.round.phase === "practice";
  const seen = { marks: new Map(), notes: new Map(), comments: new Map(), photos: new Map(), signed: new Set(server.signed || []),
    conflicts: new Map((server.conflicts || []).map((one) => [one.entry, one])),
    problems: (server.problems || []).slice() };
  const at = (one) => cellKey(one.entry, one.criterion);
  for (const mark of server.marks || []) seen.marks.set(at(mark), mark);
  for (const note of server.notes || []) seen.notes.set(at(note), note.text);
  for (const comment of server.comments || []) seen.comments.set(comment.entry, comment.text);
  for (const photo of server.photos || []) addPhoto(seen, photo);
  for (const item of items) if (Boolean(item.practice) === rehearsing) lay(seen, item, at(item));
  return seen;
}

function lay(seen, item, cell) {
  if (item.kind === "mark" && item.mark === "cleared") seen.marks.delete(cell);
  else if (item.kind === "mark") seen.marks.set(cell, item);
  else if (item.kind === "note") seen.notes.set(cell, item.text);
  else if (item.kind === "comment") seen.comments.set(item.entry, item.text);
  else if (item.kind === "sign") seen.signed.add(item.entry);
  else if (item.kind === "reopen") seen.signed.delete(item.entry);
  else if (item.kind === "photo") addPhoto(seen, { entry: item.entry, criterion: item.criterion, hash: item.photo || null, id: item.id });
  else if (item.kind === "drop_photo") {
    seen.photos.set(cell, (seen.photos.get(cell) || []).filter((one) => one.hash !== item.photo));
  } else if (item.kind === "problem" && !seen.problems.some((one) => one.id === item.id)) {
    seen.problems.unshift({ id: item.id, entry: item.entry, text: item.text, at: item.at, waiting: true, closed: false, answers: [] });
  }
}

/** A photo once: the one the server has goes before the same one that the tablet still remembers. */
function addPhoto(seen, photo) {
  const cell = cellKey(photo.entry, photo.criterion);
  const list = seen.photos.get(cell) || [];
  if (!list.some((one) => photo.hash && one.hash === photo.hash)) seen.photos.set(cell, list.concat([photo]));
}

/** The way back: `server` as it will be once it has told us what is `seen` now. This is what the tablet keeps for a start without a network. */
export function unfold(server, seen) {
  const place = (key) => ({ entry: Number(key.split("/")[0]), criterion: key.slice(key.indexOf("/") + 1) || null });
  return { ...server, marks: Array.from(seen.marks.values()), signed: Array.from(seen.signed), problems: seen.problems,
    notes: Array.from(seen.notes, ([key, text]) => ({ ...place(key), text })),
    comments: Array.from(seen.comments, ([entry, text]) => ({ entry, text })),
    photos: [].concat(...Array.from(seen.photos.values())).filter((one) => one.hash) };
}
