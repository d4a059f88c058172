/* Opens the meeting's page without a network: keeps the empty shell and its files, and nothing about anybody. */
"use strict";

const { version, page, assets } = self.SHELL; // put before this file by the server
const PREFIX = "petitions-shell-";
const CACHE = PREFIX + version;
const PATIENCE_FOR_PAGE = 8_000;
const PATIENCE_FOR_FILE = 4_000;
const OURS = /^\/meetings\/(\d+\/(statements\/)?|offline\/)$/;
const AWAY = [502, 503, 504];

// As a stranger: what is kept cannot hold what only somebody signed in may see.
const asStranger = (address) => new Request(address, { credentials: "omit", cache: "reload" });

self.addEventListener("install", (event) => {
  const keep = async () => (await caches.open(CACHE)).addAll([page, ...assets].map(asStranger));
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (OURS.test(pathname)) event.respondWith(fromLineOr(page, request, PATIENCE_FOR_PAGE));
  } else if (assets.includes(pathname)) {
    event.respondWith(fromLineOr(pathname, request, PATIENCE_FOR_FILE));
  }
});

/** The server's answer; when there is none, or none in time, what is kept. */
const fromLineOr = async (kept, request, patience) => {
  const late = new Promise((_, refuse) => setTimeout(refuse, patience, new Error("late")));
  try {
    const reply = await Promise.race([fetch(request), late]);
    if (!AWAY.includes(reply.status)) return reply;
  } catch {
    // No line, or a slow one.
  }
  return (await (await caches.open(CACHE)).match(kept)) ?? fetch(request);
};
