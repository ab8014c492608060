// bolus-reader: parses and decodes files for the process that started it; see library/reader.
#include "app/reader/Answers.h"
#include "app/reader/ReaderLoop.h"

int main(int argc, char** argv) {
    return bolus::runReader(argc, argv, bolus::answerRequest);
}
