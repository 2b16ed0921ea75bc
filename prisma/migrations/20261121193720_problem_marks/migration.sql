-- AlterTable
ALTER TABLE "Problem" ADD COLUMN     "done" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "goneOn" TEXT;
