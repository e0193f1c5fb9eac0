import type { RandomSource } from '../../../random/randomSource.ts';

/** Red, green and blue from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A point of the drawing: x from −1, left, to 1; y from −1, top, to 1. */
export type Point = readonly [x: number, y: number];

/** An area of the drawing. */
export interface Shape {
  /** How far a point lies outside it; negative inside. */
  readonly distance: (x: number, y: number) => number;
  /** A rectangle that holds it, so that pixels far away need not be asked. */
  readonly upperLeft: Point;
  readonly lowerRight: Point;
}

/** Where a figure stands: turned, mirrored, scaled and shifted. */
export interface Pose {
  readonly scale: number;
  readonly angle: number;
  readonly mirrored: boolean;
  readonly shift: Point;
}

export const side = 32;
const plane = side * side;

/** A picture being painted: floats [3, side, side], later paint over earlier. */
export class Painter {
  readonly pixels = new Float32Array(3 * plane);
  #pose: Pose = { scale: 1, angle: 0, mirrored: false, shift: [0, 0] };

  /** Figures painted from now on stand so. */
  stand(pose: Pose): void {
    this.#pose = pose;
  }

  /** Fills the picture with colours that run from `top` to `bottom`. */
  ground(top: Colour, bottom: Colour): void {
    for (let channel = 0; channel < 3; channel++) {
      for (let row = 0; row < side; row++) {
        const colour = top[channel] + ((bottom[channel] - top[channel]) * (row + 0.5)) / side;
        this.pixels.fill(colour, channel * plane + row * side, channel * plane + (row + 1) * side);
      }
    }
  }

  /** Paints a shape in the pose. At its edge a pixel is covered in part. */
  paint(colour: Colour, shape: Shape): void {
    const { scale, angle, mirrored, shift } = this.#pose;
    const [cosine, sine] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
    const facing = mirrored ? -1 : 1;
    const pixelsPerUnit = (scale * side) / 2;
    const [firstColumn, firstRow, endColumn, endRow] = this.#pixelsOf(shape);
    for (let row = firstRow; row < endRow; row++) {
      const y = toDrawing(row) - shift[1];
      for (let column = firstColumn; column < endColumn; column++) {
        const x = toDrawing(column) - shift[0];
        const distance = shape.distance(facing * (cosine * x + sine * y), cosine * y - sine * x) * pixelsPerUnit;
        const covered = Math.min(Math.max(0.5 - distance, 0), 1);
        for (let index = row * side + column, channel = 0; channel < 3; channel++, index += plane) {
          this.pixels[index] += covered * (colour[channel] - this.pixels[index]);
        }
      }
    }
  }

  /** The rows and columns that the shape may touch in the pose, the ends exclusive. */
  #pixelsOf({ upperLeft, lowerRight }: Shape): [column: number, row: number, endColumn: number, endRow: number] {
    const { scale, angle, mirrored, shift } = this.#pose;
    const [cosine, sine] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
    const columns: number[] = [];
    const rows: number[] = [];
    for (const figureX of [upperLeft[0], lowerRight[0]]) {
      const x = mirrored ? -figureX : figureX;
      for (const y of [upperLeft[1], lowerRight[1]]) {
        columns.push(toPixels(cosine * x - sine * y + shift[0]));
        rows.push(toPixels(sine * x + cosine * y + shift[1]));
      }
    }
    const first = (places: number[]) => Math.max(0, Math.floor(Math.min(...places)) - 1);
    const end = (places: number[]) => Math.min(side, Math.ceil(Math.max(...places)) + 1);
    return [first(columns), first(rows), end(columns), end(rows)];
  }

  /** Adds blotches of the given size in pixels to all channels alike, from −strength to strength. */
  blotches(random: RandomSource, size: number, strength: number): void {
    const nodes = Math.ceil(side / size) + 1;
    const heights = Float32Array.from({ length: nodes * nodes }, () => random.uniform(-strength, strength));
    for (let index = 0; index < plane; index++) {
      const [x, y] = [(index % side) / size, Math.floor(index / side) / size];
      const corner = Math.floor(y) * nodes + Math.floor(x);
      const [right, down] = [x % 1, y % 1];
      const upper = heights[corner] * (1 - right) + heights[corner + 1] * right;
      const lower = heights[corner + nodes] * (1 - right) + heights[corner + nodes + 1] * right;
      for (let channel = 0; channel < 3; channel++) {
        this.pixels[channel * plane + index] += upper * (1 - down) + lower * down;
      }
    }
  }

  /** As bytes: contrast around mid-gray, brightness added, noise on every number. */
  develop(random: RandomSource, { contrast, brightness, noise }: Record<'contrast' | 'brightness' | 'noise', number>) {
    const grain = new Float32Array(this.pixels.length);
    random.fillUniform(grain, -noise, noise);
    const bytes = new Uint8Array(this.pixels.length);
    for (let index = 0; index < bytes.length; index++) {
      const shade = (this.pixels[index] - 0.5) * contrast + 0.5 + brightness + grain[index];
      bytes[index] = Math.min(Math.max(shade * 255 + 0.5, 0), 255);
    }
    return bytes;
  }
}

/** Where the middle of pixel `index` of a row or column lies in the drawing. */
function toDrawing(index: number): number {
  return (index + 0.5) / (side / 2) - 1;
}

function toPixels(place: number): number {
  return (place + 1) * (side / 2);
}

/** Nearly an ellipse's distance: exact on circles, and on the edge of all. */
export function ellipse([centreX, centreY]: Point, radiusX: number, radiusY: number): Shape {
  const distance = (x: number, y: number) => {
    const [across, down] = [(x - centreX) / radiusX, (y - centreY) / radiusY];
    return (Math.sqrt(across * across + down * down) - 1) * Math.min(radiusX, radiusY);
  };
  return {
    distance,
    upperLeft: [centreX - radiusX, centreY - radiusY],
    lowerRight: [centreX + radiusX, centreY + radiusY],
  };
}

/** Everything within `radius` of the line from one point to the other. */
export function stroke([fromX, fromY]: Point, [toX, toY]: Point, radius: number): Shape {
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const square = alongX * alongX + alongY * alongY;
  const distance = (x: number, y: number) => {
    const part = Math.min(Math.max(((x - fromX) * alongX + (y - fromY) * alongY) / square, 0), 1);
    const [acrossX, acrossY] = [x - fromX - part * alongX, y - fromY - part * alongY];
    return Math.sqrt(acrossX * acrossX + acrossY * acrossY) - radius;
  };
  return {
    distance,
    upperLeft: [Math.min(fromX, toX) - radius, Math.min(fromY, toY) - radius],
    lowerRight: [Math.max(fromX, toX) + radius, Math.max(fromY, toY) + radius],
  };
}

/** The inside of a convex polygon: the largest distance beyond any of its edges. */
export function polygon(...corners: readonly Point[]): Shape {
  const edges = corners.map(([fromX, fromY], index) => {
    const [toX, toY] = corners[(index + 1) % corners.length];
    const length = Math.hypot(toX - fromX, toY - fromY);
    return { fromX, fromY, outX: (toY - fromY) / length, outY: (fromX - toX) / length };
  });
  const beyondEdges = (x: number, y: number) => {
    let beyond = Number.NEGATIVE_INFINITY;
    for (const { fromX, fromY, outX, outY } of edges) {
      beyond = Math.max(beyond, (x - fromX) * outX + (y - fromY) * outY);
    }
    return beyond;
  };
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // Corners listed anticlockwise have their edges' outsides inside.
  if (beyondEdges(mean(xs), mean(ys)) > 0) {
    return polygon(...corners.toReversed());
  }
  return {
    distance: beyondEdges,
    upperLeft: [Math.min(...xs), Math.min(...ys)],
    lowerRight: [Math.max(...xs), Math.max(...ys)],
  };
}

/** A rectangle with its sides upright. */
export function box([left, top]: Point, [right, bottom]: Point): Shape {
  const distance = (x: number, y: number) => Math.max(left - x, x - right, top - y, y - bottom);
  return { distance, upperLeft: [left, top], lowerRight: [right, bottom] };
}

/** Everything below a height. */
export function below(height: number): Shape {
  return box([-9, height], [9, 9]);
}
