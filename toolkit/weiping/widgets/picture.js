// A photo as it leaves the tablet: upright, at most 1600 pixels, and nothing in it but the picture. Drawing it anew leaves
// behind where and with what it was taken.

const SIDE = 1600;
export const MOST = 5000000; // bytes; the server takes no more

function load(file) {
  const url = URL.createObjectURL(file);
  const image = new Image();
  return new Promise((resolve, reject) => {
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("not a picture"));
    image.src = url;
  }).finally(() => URL.revokeObjectURL(url));
}

/** `file` as a JPEG blob. Rejects where the browser cannot read it as a picture. */
export async function shrink(file) {
  const image = await load(file);
  const scale = Math.min(1, SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // what is transparent in a PNG would be black in a JPEG
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height); // turned upright by the browser, as the camera noted it
  for (const quality of [0.82, 0.6]) {
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (blob && blob.size <= MOST) return blob;
  }
  throw new Error("the picture stays too large");
}
