import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type FlowFileView, flowFileSchema } from '../../../../../api/contracts/flows.ts';
import { upload } from '../../../lib/upload.ts';
import { fileProblem } from '../../inbox/model/file-words.ts';

/** Brings a file for flows to the server. `progress` is 0 to 1 while it goes. */
export const useBringFile = () => {
  const [progress, setProgress] = useState(0);
  const bring = useMutation({
    mutationFn: async (file: File): Promise<FlowFileView> => {
      const problem = fileProblem(file);
      if (problem !== null) throw new Error(problem);
      setProgress(0);
      return flowFileSchema.parse(await upload('/flows/files', file, setProgress));
    },
  });
  return { ...bring, progress };
};
