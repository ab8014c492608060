// Asks for a name without blocking.
#pragma once

#include <functional>

#include <QStringList>
#include <QWidget>

namespace bolus {

/// `known` can be chosen from; another may be typed. `done` is not called when cancelled, nor for
/// an empty name.
void askName(QWidget* over, const QString& title, const QString& label, const QStringList& known,
             const QString& suggested, std::function<void(const QString& name)> done);

} // namespace bolus
