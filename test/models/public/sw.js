// @ts-nocheck: the types of a page do not know those of a service worker
// Keeps the page's own files, as an app does that works offline. Models are the library's to keep.

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (/^\/(models|faults)\//.test(new URL(event.request.url).pathname)) return;
  event.respondWith(answer(event.request));
});

async function answer(request) {
  const cache = await caches.open('page');
  try {
    const response = await fetch(request);
    await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  }
}
