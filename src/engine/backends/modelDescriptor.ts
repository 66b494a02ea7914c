import { describeModel, filesIn, provisionalModelInfo } from '../models/catalog.js';
import type { ModelSource } from '../models/config/modelSource.js';
import type { EmbedRole, ModelFiles, ModelInfo, ModelSpec } from '../models/types.js';

/** A model and the addresses of its files, or of the folder that describes it. */
export type LocatedModel =
  | { readonly spec: ModelSpec; readonly urls: ModelFiles<string> }
  | { readonly source: ModelSource; readonly folder: string };

/** What is known of a model: all of it from the start, or when its folder has told. */
export interface ModelDescriptor {
  readonly info: ModelInfo;
  readonly located: LocatedModel;
  /** A text with its role's prompt before it. */
  readonly input: (text: string, role: EmbedRole) => string;
  /** Takes in what a load has found in the model's folder. */
  learn(spec: ModelSpec | undefined): void;
}

export function modelDescriptor(model: LocatedModel): ModelDescriptor {
  let located = model;
  let info = 'spec' in model ? describeModel(model.spec) : provisionalModelInfo(model.source);
  return {
    get info() {
      return info;
    },
    get located() {
      return located;
    },
    input: (text, role) => ('spec' in located ? located.spec.prompts[role] : '') + text,
    learn(spec) {
      if (!spec || 'spec' in model) return;
      located = { spec, urls: filesIn(model.folder, spec.files) };
      info = describeModel(spec);
    },
  };
}
