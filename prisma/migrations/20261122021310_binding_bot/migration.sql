-- AlterTable
ALTER TABLE "Binding" ADD COLUMN     "bot" TEXT;
