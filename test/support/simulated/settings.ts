// What a simulator prints when it starts by itself: the product's settings, ready to be pasted into a shell.

/** One line a setting. */
export function printSettings(env: Readonly<Record<string, string>>): void {
  console.log("被测程序的设置，贴进另一个窗口：\n");
  for (const [name, value] of Object.entries(env)) console.log(`export ${name}='${value}'`);
}
