// How much a page may post: a file of 20 MB and the form around it.
import { bodyLimit } from "hono/body-limit";
import { AppError } from "../errors.ts";

/** Refuses a larger body before it is read. */
export const limitUpload = bodyLimit({
  maxSize: 21 * 1024 * 1024,
  onError: () => {
    throw new AppError("INVALID_INPUT", "文件超过20MB，请压缩或拆分后再传。");
  },
});
