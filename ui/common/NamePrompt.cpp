#include "ui/common/NamePrompt.h"

#include <QInputDialog>

namespace bolus {

void askName(QWidget* over, const QString& title, const QString& label, const QStringList& known,
             const QString& suggested, std::function<void(const QString& name)> done) {
    auto* dialog = new QInputDialog(over);
    dialog->setObjectName(QStringLiteral("namePrompt"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(label);
    if (!known.isEmpty()) {
        dialog->setComboBoxEditable(true);
        dialog->setComboBoxItems(known);
    }
    if (known.isEmpty() || !suggested.isEmpty())
        dialog->setTextValue(suggested);
    QObject::connect(dialog, &QInputDialog::textValueSelected, over,
                     [done = std::move(done)](const QString& name) {
                         if (const QString clean = name.simplified(); !clean.isEmpty())
                             done(clean);
                     });
    dialog->open();
}

} // namespace bolus
