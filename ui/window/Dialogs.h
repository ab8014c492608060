// Questions to the user that need a dialog. None of them blocks; tests put their own in.
#pragma once

#include <functional>

#include <QString>
#include <QWidget>

namespace bolus {

struct Dialogs {
    using Chosen = std::function<void(const QString& path)>; // not called when cancelled

    std::function<void(QWidget* over, const QString& title, const QString& start, Chosen)> folder;
    std::function<void(QWidget* over, const QString& title, const QString& filter, Chosen)> file;
    std::function<void(QWidget* over, const QString& title, const QString& suggested, Chosen)>
        savePng;
    /// `yes` names what will be done.
    std::function<void(QWidget* over, const QString& question, const QString& yes,
                       std::function<void()> agreed)>
        confirm;
    std::function<void(QWidget* over, const QString& title, const QString& suggested, Chosen)>
        saveCsv, saveJson;
};

Dialogs standardDialogs();

} // namespace bolus
