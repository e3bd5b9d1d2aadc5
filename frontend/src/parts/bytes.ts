/** Return a size as people read it: "812 B", "66.8 KB", "1.4 GB" (of 1024). */
export function bytes(size: number): string {
  const units = ['B', 'KB', 'MB', 'GB']
  let at = 0
  let left = size
  while (left >= 1024 && at < units.length - 1) {
    left /= 1024
    at++
  }
  return `${at ? left.toFixed(1) : left} ${units[at]}`
}
