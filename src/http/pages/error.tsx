// The page a browser gets when something went wrong.
import { Page } from "./layout.tsx";
import { Result } from "./parts.tsx";

/** 「出错了」 with the sentence that says what to do. */
export function ErrorPage(props: { message: string }) {
  return (
    <Page title="报送机器人">
      <Result tone="warn" title="出错了" lines={[props.message]} />
    </Page>
  );
}
