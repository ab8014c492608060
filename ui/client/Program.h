// Where the headless program is, and how it is called.
#pragma once

#include <QString>
#include <QStringList>

namespace bolus {

/// `bolusctl` beside the running program, else on PATH; the environment variable BOLUS_BOLUSCTL
/// comes before both.
QString bolusctlProgram();

/// `--json --library DIR` and the command.
QStringList bolusctlArguments(const QString& library, const QStringList& command);

} // namespace bolus
