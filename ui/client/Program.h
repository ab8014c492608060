// Where the headless program is, and how it is called.
#pragma once

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace bolus {

/// `bolusctl` beside the running program, else on PATH; the environment variable BOLUS_BOLUSCTL
/// comes before both.
QString bolusctlProgram();

/// The user's environment, with threads of the model that sleep while they wait: spinning ones make
/// it many times slower beside other work.
QProcessEnvironment bolusctlEnvironment();

/// `--json --library DIR` and the command.
QStringList bolusctlArguments(const QString& library, const QStringList& command);

} // namespace bolus
