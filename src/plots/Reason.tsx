import type { ReactNode } from 'react';

/** Why there is no picture, if there is none. */
export const Reason = ({ error }: { readonly error: Error | undefined }): ReactNode => (
  <div role="alert">{error && <p data-sem-part="reason">{error.message}</p>}</div>
);
