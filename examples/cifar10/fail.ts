import { DataError, DeviceError } from 'stridegrad';

/** Ends the program with a message and no stack: for what its user can mend. */
export function fail(message: string): never {
  console.error(`error: ${message}`);
  process.exit(1);
}

/** Waits for files to be read or a device to open. What is wrong with them ends the program; what is wrong with the program is thrown. */
export async function orFail<Value>(waiting: Promise<Value>): Promise<Value> {
  try {
    return await waiting;
  } catch (error) {
    if (error instanceof DataError || error instanceof DeviceError || isFileError(error)) fail(error.message);
    throw error;
  }
}

/** An error of the file system: no such file, no permission, a folder in a file's place. */
function isFileError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
