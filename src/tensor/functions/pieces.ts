import { cut } from '../../ops/move/cut.ts';
import { overlay } from '../../ops/move/overlay.ts';
import { place } from '../../ops/move/place.ts';
import { type Cut, isWhole, wholeCut } from '../../shape/cut.ts';
import type { Shape } from '../../shape/rowMajor.ts';
import { apply, type Tensor } from '../tensor.ts';
import { reshape } from './move.ts';

/** The piece that one cut per axis takes; the tensor itself if they take all of it. */
export function takePiece(input: Tensor, cuts: readonly Cut[]): Tensor {
  return isEverything(cuts, input.shape) ? input : apply(cut, [input], { cuts });
}

/** Whether the cuts take all of a tensor, in order. */
export function isEverything(cuts: readonly Cut[], shape: Shape): boolean {
  return cuts.every((axisCut, axis) => isWhole(axisCut, shape[axis]));
}

/** The tensor with the piece that the cuts take replaced by another; a copy even where that is everything. */
export function replacePiece(input: Tensor, cuts: readonly Cut[], piece: Tensor): Tensor {
  if (input.ndim === 0) {
    const [whole, other] = [input, piece].map((tensor) => reshape(tensor, [1]));
    return reshape(apply(overlay, [whole, other], { axis: 0, cut: wholeCut(1), size: 1 }), []);
  }
  const cutAxis = cuts.findIndex((axisCut, k) => !isWhole(axisCut, input.shape[k]));
  const axis = Math.max(cutAxis, 0);
  // One axis is cut here; what is left to replace lies inside that cut.
  const size = input.shape[axis];
  const here = input.shape.map((length, other) => (other === axis ? cuts[axis] : wholeCut(length)));
  const rest = cuts.map((axisCut, other) => (other === axis ? wholeCut(axisCut.size) : axisCut));
  const isLast = rest.every((axisCut, other) => other === axis || isWhole(axisCut, input.shape[other]));
  const inside = isLast ? piece : replacePiece(takePiece(input, here), rest, piece);
  return apply(overlay, [input, inside], { axis, cut: cuts[axis], size });
}

/** A piece in zeros of `shape`, where the cuts would take it. */
export function placePiece(piece: Tensor, cuts: readonly Cut[], shape: Shape): Tensor {
  return cuts.reduce(
    (placed, axisCut, axis) =>
      isWhole(axisCut, shape[axis]) ? placed : apply(place, [placed], { axis, cut: axisCut, size: shape[axis] }),
    piece,
  );
}
