// Installs the user's language; English too has a file, for its plurals.
#pragma once

class QCoreApplication;

namespace bolus {

void installTranslation(QCoreApplication& application);

} // namespace bolus
