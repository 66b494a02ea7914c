/** Whether a worker has been given texts. Imported before the worker's own code, which may answer before later listeners hear. */
export const work = { hasBegun: false };

self.addEventListener('message', ({ data }) => {
  work.hasBegun ||= data.method === 'embed';
});
