#include "ui/client/Program.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace bolus {

QString bolusctlProgram() {
    const QString chosen = qEnvironmentVariable("BOLUS_BOLUSCTL");
    if (!chosen.isEmpty())
        return chosen;
    const QString name = QStringLiteral("bolusctl");
    const QString beside = QDir(QCoreApplication::applicationDirPath()).filePath(name);
    if (QFileInfo(beside).isExecutable())
        return beside;
    const QString onPath = QStandardPaths::findExecutable(name);
    return onPath.isEmpty() ? beside : onPath;
}

QProcessEnvironment bolusctlEnvironment() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QString policy = QStringLiteral("OMP_WAIT_POLICY");
    if (!environment.contains(policy))
        environment.insert(policy, QStringLiteral("passive"));
    return environment;
}

QStringList bolusctlArguments(const QString& library, const QStringList& command) {
    return QStringList{QStringLiteral("--json"), QStringLiteral("--library"), library} + command;
}

} // namespace bolus
