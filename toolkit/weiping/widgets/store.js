// Where taps and photos are kept on the tablet until the server has them: IndexedDB, else localStorage, else memory (and the
// page says so). Every store offers the same few promises; a record is {key, owner, client, seq, item, refused, sent, unwanted}.
// The bytes of a photo lie beside its record, so that reading the list does not read the photos.

/** A random UUID without crypto.randomUUID, which a plain http:// page does not have. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function openDatabase(name) {
  return new Promise((resolve, reject) => {
    // Some WebKit versions leave the first open() hanging: after three seconds another store is better than none
    setTimeout(() => reject(new Error("IndexedDB did not open")), 3000);
    const request = indexedDB.open(name, 2);
    request.onupgradeneeded = (event) => {
      if (event.oldVersion < 1) {
        request.result.createObjectStore("items", { keyPath: "key", autoIncrement: true }).createIndex("owner", "owner");
        request.result.createObjectStore("meta");
      }
      request.result.createObjectStore("bytes");
    };
    request.onsuccess = () => {
      // a later page may bring a newer layout: make way, and open again when something is to be kept
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error || new Error("IndexedDB did not open"));
  });
}

async function indexedStore(name) {
  let db = await openDatabase(name);
  // WebKit drops the connection of a tablet that slept: open it again
  const begin = async (stores, mode, durability) => {
    try {
      return db.transaction(stores, mode, { durability });
    } catch (error) {
      db = await openDatabase(name);
      return db.transaction(stores, mode, { durability });
    }
  };

  // One transaction for one promise; "strict" asks the browser to flush to the disk before it says done
  const within = (stores, mode, work, durability) => begin(stores, mode, durability || "strict").then((tx) => new Promise((resolve, reject) => {
    let result;
    tx.oncomplete = () => resolve(result);
    tx.onabort = tx.onerror = () => reject(tx.error || new Error("the tablet refused to store"));
    Promise.resolve(work(...stores.map((store) => tx.objectStore(store)))).then((value) => { result = value; }, (error) => {
      reject(error);
      try { tx.abort(); } catch (late) { /* already over */ }
    });
  }));

  return {
    kind: "indexeddb",
    // `seq` is taken and the item stored in one transaction: two tabs of one tablet never use a number twice
    add: (owner, item, bytes) => within(["meta", "items", "bytes"], "readwrite", async (meta, items, photos) => {
      const client = (await done(meta.get("client"))) || uuid();
      const seq = ((await done(meta.get("seq"))) || 0) + 1;
      meta.put(client, "client");
      meta.put(seq, "seq");
      const record = { owner, client, seq, item, refused: null };
      const key = await done(items.add(record));
      if (bytes) photos.put(bytes, key);
      return { ...record, key };
    }),
    bytes: (key) => within(["bytes"], "readonly", (photos) => done(photos.get(key))),
    list: (owner) => within(["items"], "readonly", (items) => done(items.index("owner").getAll(owner))),
    owners: () => within(["items"], "readonly", async (items) => (await done(items.getAll())).map((record) => record.owner)),
    remove: (keys) => within(["items", "bytes"], "readwrite", (items, photos) => {
      keys.forEach((key) => { items.delete(key); photos.delete(key); });
    }),
    change: (key, decide) => within(["items", "bytes"], "readwrite", async (items, photos) => {
      const before = await done(items.get(key));
      if (!before) return null;
      const after = decide(before);
      if (after) items.put(after);
      else { items.delete(key); photos.delete(key); }
      return after;
    }),
    lease: (owner, tab, ms) => within(["meta"], "readwrite", async (meta) => {
      const lease = await done(meta.get("lease/" + owner));
      const now = Date.now();
      // a lease far in the future means that the clock was set back meanwhile; it counts as over
      if (lease && lease.tab !== tab && lease.until > now && lease.until <= now + ms) return false;
      meta.put({ tab, until: now + ms }, "lease/" + owner);
      return true;
    }, "relaxed"),
    release: (owner, tab) => within(["meta"], "readwrite", async (meta) => {
      const lease = await done(meta.get("lease/" + owner));
      if (lease && lease.tab === tab) meta.delete("lease/" + owner);
    }, "relaxed"),
    keep: (key, value) => within(["meta"], "readwrite", (meta) => { meta.put(value, "kept/" + key); }, "relaxed"),
    kept: (key) => within(["meta"], "readonly", (meta) => done(meta.get("kept/" + key))),
  };
}

const toText = (bytes) => {
  let text = "";
  // in pieces: a call with a million arguments overflows the stack
  for (let at = 0; at < bytes.byteLength; at += 8192) text += String.fromCharCode(...new Uint8Array(bytes, at, Math.min(8192, bytes.byteLength - at)));
  return btoa(text);
};
const toBytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer;

/** The same over texts by name: `shelf` is {read(name), write(name, text), erase(name)} over localStorage or a variable. */
function textStore(kind, shelf) {
  const load = () => JSON.parse(shelf.read("") || "null") || { client: uuid(), seq: 0, next: 1, items: [], leases: {}, kept: {} };
  const change = async (work) => {
    const box = load();
    const result = work(box);
    shelf.write("", JSON.stringify(box));
    return result;
  };
  const photo = (key) => ".bytes." + key;
  return {
    kind,
    add: (owner, item, bytes) => change((box) => {
      box.seq += 1;
      const record = { key: box.next++, owner, client: box.client, seq: box.seq, item, refused: null };
      if (bytes) shelf.write(photo(record.key), toText(bytes)); // throws where the storage is full, before anything is kept
      box.items.push(record);
      return record;
    }),
    bytes: async (key) => (shelf.read(photo(key)) ? toBytes(shelf.read(photo(key))) : undefined),
    list: async (owner) => load().items.filter((record) => record.owner === owner),
    owners: async () => load().items.map((record) => record.owner),
    remove: (keys) => change((box) => {
      box.items = box.items.filter((record) => keys.indexOf(record.key) < 0);
      for (const key of keys) shelf.erase(photo(key));
    }),
    change: (key, decide) => change((box) => {
      const before = box.items.find((record) => record.key === key);
      if (!before) return null;
      const after = decide(before);
      box.items = box.items.map((one) => (one.key === key ? after : one)).filter(Boolean);
      if (!after) shelf.erase(photo(key));
      return after;
    }),
    lease: (owner, tab, ms) => change((box) => {
      const lease = box.leases[owner];
      const now = Date.now();
      if (lease && lease.tab !== tab && lease.until > now && lease.until <= now + ms) return false;
      box.leases[owner] = { tab, until: now + ms };
      return true;
    }),
    release: (owner, tab) => change((box) => {
      if (box.leases[owner] && box.leases[owner].tab === tab) delete box.leases[owner];
    }),
    keep: (key, value) => change((box) => { box.kept[key] = value; }),
    kept: async (key) => load().kept[key],
  };
}

export function memoryStore() {
  const texts = new Map();
  return textStore("memory", { read: (name) => texts.get(name), write: (name, text) => texts.set(name, text),
    erase: (name) => texts.delete(name) });
}

function localStore(name) {
  localStorage.setItem(name + ".try", "1"); // throws where storage is switched off
  localStorage.removeItem(name + ".try");
  return textStore("localstorage", { read: (part) => localStorage.getItem(name + part),
    write: (part, text) => localStorage.setItem(name + part, text), erase: (part) => localStorage.removeItem(name + part) });
}

/** The best store this browser has. */
export async function openStore(name) {
  const box = name || "weiping";
  try {
    return await indexedStore(box);
  } catch (error) {
    try { return localStore(box + ".outbox"); } catch (worse) { return memoryStore(); }
  }
}

const PROMISES = ["add", "bytes", "list", "owners", "remove", "change", "lease", "release", "keep", "kept"];

/** A store that is still being opened: whoever asks is answered once it is, so that a page need not wait to be tapped. */
export function storeSoon(opening) {
  let kind = "indexeddb";
  opening.then((store) => { kind = store.kind; });
  const soon = { get kind() { return kind; } };
  for (const name of PROMISES) soon[name] = (...asked) => opening.then((store) => store[name](...asked));
  return soon;
}
