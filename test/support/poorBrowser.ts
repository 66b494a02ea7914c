// A browser that lacks some of what files can be kept with: ?without=opfs,caches,locks in the address of the worker.

const without = new URL(self.location.href).searchParams.get('without')?.split(',') ?? [];
const hide = (object: object, name: string) => Object.defineProperty(object, name, { value: undefined });

if (without.includes('opfs')) hide(navigator.storage, 'getDirectory');
if (without.includes('caches')) hide(globalThis, 'caches');
if (without.includes('locks')) hide(navigator, 'locks');
