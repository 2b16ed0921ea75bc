// The page on which somebody chooses by which chat platform to log in.
import { Page } from "./layout.tsx";
import { Cell, Panel } from "./parts.tsx";

/** One line for each platform. */
export function LoginPage(props: {
  ways: readonly { title: string; href: string }[];
  /** Where a code is taken instead. */
  bindPath: string;
}) {
  return (
    <Page title="请先登录" lead="用您接收报送消息的平台登录。">
      <Panel>
        {props.ways.map(({ title, href }) => (
          <Cell title={`用${title}登录`} href={href} />
        ))}
        <Cell title="用绑定码登录" detail="收不到机器人消息的联系人" href={props.bindPath} />
      </Panel>
    </Page>
  );
}
