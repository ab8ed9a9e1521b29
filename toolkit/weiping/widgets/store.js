// Where taps are kept on the tablet until the server has them: IndexedDB, else localStorage, else memory (and the page says so).
// Every store offers the same few promises; a record is {key, owner, client, seq, item, refused}.

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
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("items", { keyPath: "key", autoIncrement: true }).createIndex("owner", "owner");
      request.result.createObjectStore("meta");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error || new Error("IndexedDB is blocked"));
  });
}

async function indexedStore(name) {
  let db = await openDatabase(name);
  // WebKit drops the connection of a tablet that slept: open it again
  const begin = async (stores, mode) => {
    try {
      return db.transaction(stores, mode, { durability: "strict" });
    } catch (error) {
      db = await openDatabase(name);
      return db.transaction(stores, mode, { durability: "strict" });
    }
  };

  // One transaction for one promise; "strict" asks the browser to flush to the disk before it says done
  const within = (stores, mode, work) => begin(stores, mode).then((tx) => new Promise((resolve, reject) => {
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
    add: (owner, item) => within(["meta", "items"], "readwrite", async (meta, items) => {
      const client = (await done(meta.get("client"))) || uuid();
      const seq = ((await done(meta.get("seq"))) || 0) + 1;
      meta.put(client, "client");
      meta.put(seq, "seq");
      const record = { owner, client, seq, item, refused: null };
      return { ...record, key: await done(items.add(record)) };
    }),
    list: (owner) => within(["items"], "readonly", (items) => done(items.index("owner").getAll(owner))),
    owners: () => within(["items"], "readonly", async (items) => (await done(items.getAll())).map((record) => record.owner)),
    remove: (keys) => within(["items"], "readwrite", (items) => { keys.forEach((key) => items.delete(key)); }),
    refuse: (record, why) => within(["items"], "readwrite", (items) => { items.put({ ...record, refused: why }); }),
    lease: (owner, tab, ms) => within(["meta"], "readwrite", async (meta) => {
      const lease = await done(meta.get("lease/" + owner));
      const now = Date.now();
      // a lease far in the future means that the clock was set back meanwhile; it counts as over
      if (lease && lease.tab !== tab && lease.until > now && lease.until < now + 120000) return false;
      meta.put({ tab, until: now + ms }, "lease/" + owner);
      return true;
    }),
    release: (owner, tab) => within(["meta"], "readwrite", async (meta) => {
      const lease = await done(meta.get("lease/" + owner));
      if (lease && lease.tab === tab) meta.delete("lease/" + owner);
    }),
    keep: (key, value) => within(["meta"], "readwrite", (meta) => { meta.put(value, "kept/" + key); }),
    kept: (key) => within(["meta"], "readonly", (meta) => done(meta.get("kept/" + key))),
  };
}

/** The same over one JSON text. `read` and `write` reach localStorage or a variable. */
function textStore(kind, read, write) {
  const load = () => JSON.parse(read() || "null") || { client: uuid(), seq: 0, next: 1, items: [], leases: {}, kept: {} };
  const change = async (work) => {
    const box = load();
    const result = work(box);
    write(JSON.stringify(box));
    return result;
  };
  return {
    kind,
    add: (owner, item) => change((box) => {
      box.seq += 1;
      const record = { key: box.next++, owner, client: box.client, seq: box.seq, item, refused: null };
      box.items.push(record);
      return record;
    }),
    list: async (owner) => load().items.filter((record) => record.owner === owner),
    owners: async () => load().items.map((record) => record.owner),
    remove: (keys) => change((box) => { box.items = box.items.filter((record) => keys.indexOf(record.key) < 0); }),
    refuse: (record, why) => change((box) => {
      box.items = box.items.map((one) => (one.key === record.key ? { ...one, refused: why } : one));
    }),
    lease: (owner, tab, ms) => change((box) => {
      const lease = box.leases[owner];
      const now = Date.now();
      if (lease && lease.tab !== tab && lease.until > now && lease.until < now + 120000) return false;
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
  let text = "";
  return textStore("memory", () => text, (value) => { text = value; });
}

function localStore(name) {
  localStorage.setItem(name + ".try", "1"); // throws where storage is switched off
  localStorage.removeItem(name + ".try");
  return textStore("localstorage", () => localStorage.getItem(name), (value) => localStorage.setItem(name, value));
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
