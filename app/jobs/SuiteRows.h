// The lines of the phase-series benchmark: which model each is, and what it is given.
#pragma once

#include <string>
#include <vector>

#include "engine/train/Trainer.h"

namespace bolus {

struct SuiteRow {
    enum class Given {
        Phases,    // an exam's phases together
        OnePhase,  // one of them: drawn anew each epoch, fixed by seed where it is measured
        EveryPhase // each as a pair of its own with the report
    };
    enum class Options {
        Robust,      // Bolus' own
        Literal,     // the paper's, but depthwise-separable convolutions
        LiteralDense // the paper's
    };
    std::string name;  // in files and on the command line
    std::string label; // in tables and plots
    Given given = Given::Phases;
    Fusion fusion = Fusion::Pamn;
    Options options = Options::Robust;
    int mostPhases = 4;         // of each exam, in training and where it is measured
    int percent = 100;          // of the training exams
    bool onlyWhenNamed = false; // too slow for two cores
};

/// In the order in which they are run: those that are compared most come first.
const std::vector<SuiteRow>& suiteRows();
/// Null where there is none of this name.
const SuiteRow* suiteRow(const std::string& name);

/// Names of the rows that make each figure, in the order of the table or from left to right.
const std::vector<std::string>& tableRowNames();
std::vector<std::string> scaleRowNames(bool pamn); // 60, 70, 80, 90, 100 %
std::vector<std::string> phaseRowNames();          // P2, P3, P4

/// A row's network around a phase encoder whose size and input are those of `encoder`.
ModelConfig rowConfig(const SuiteRow& row, const ModelConfig& encoder, int textLayers,
                      int textWidth);
Loss rowLoss(const SuiteRow& row);

} // namespace bolus
