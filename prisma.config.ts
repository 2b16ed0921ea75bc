// Where Prisma finds the schema; the datasource is given at run time by src/store/open.ts.
import { defineConfig } from "prisma/config";

export default defineConfig({ schema: "prisma/schema.prisma", migrations: { path: "prisma/migrations" } });
