import { DataError } from '../errors.ts';

/**
 * A picture as files and canvases hold it: rows of pixels, top row first, one byte a channel.
 *
 *   data      [height, width, channels], 0 to 255
 *   channels  1 gray, 3 red green blue
 */
export interface Image {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** @throws DataError if the picture's bytes do not fill its sizes. */
export function checkImage(operation: string, image: Image): void {
  const { data, width, height, channels } = image;
  if (data.length !== width * height * channels) {
    throw new DataError(
      `${operation}: a picture of ${height} × ${width} × ${channels} has ${height * width * channels} bytes, ` +
        `but its data has ${data.length}`,
    );
  }
}
