throw new Error('This worker throws at its start.');

export {};
