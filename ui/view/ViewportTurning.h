// The mouse's shape over a line that turns.
#pragma once

#include <QCursor>

namespace bolus {

const QCursor& turningCursor();

} // namespace bolus
