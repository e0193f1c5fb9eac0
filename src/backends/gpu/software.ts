/** Whether a device's name is that of a program that only plays a GPU: it is right, and slow. */
export function isSoftware(name: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|warp/i.test(name);
}
