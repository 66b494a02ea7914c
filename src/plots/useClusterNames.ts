'use client';

import { useEffect, useState } from 'react';
import type { ClusterName, drawNames } from './clusterNames.js';
import type { Point } from './geometry.js';

interface Named {
  /** Where the points of the whole map are. */
  readonly points: readonly Point[];
  /** For each point the number of its group. */
  readonly groups: readonly number[] | undefined;
  readonly groupNames: readonly string[];
  readonly texts: readonly string[];
  readonly isOn: boolean;
}

interface ClusterNames {
  readonly names: readonly ClusterName[];
  readonly drawNames: typeof drawNames | undefined;
}

// The React Compiler cannot compile an import() in a hook.
const loadNames = () => import('./clusterNames.js');
const loadWords = () => import('./clusterWords.js');

/** The names on a map: those of its groups, or the words that set clusters apart. What finds and draws them is loaded when points are there. */
export function useClusterNames({ points, groups, groupNames, texts, isOn }: Named): ClusterNames {
  const [found, setFound] = useState(NONE);
  useEffect(() => {
    if (!isOn || points.length === 0) return;
    let isCurrent = true;
    const find = async (): Promise<ClusterNames> => {
      const { namesOfGroups, drawNames } = await loadNames();
      if (groups) return { names: namesOfGroups(points, groups, groupNames), drawNames };
      const { namesOfClusters } = await loadWords();
      return { names: namesOfClusters(points, texts), drawNames };
    };
    find().then(
      (names) => isCurrent && setFound(names),
      () => {}, // without a network the map has no names
    );
    return () => {
      isCurrent = false;
    };
  }, [points, groups, groupNames, texts, isOn]);
  return isOn ? found : NONE;
}

const NONE: ClusterNames = { names: [], drawNames: undefined };
