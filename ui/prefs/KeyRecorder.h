// A field that takes the key that is pressed in it.
#pragma once

#include <QKeySequence>
#include <QLineEdit>

namespace bolus {

/// Tab and Esc go on to the dialog; everything else is recorded, also what is a key of a command.
class KeyRecorder : public QLineEdit {
    Q_OBJECT
public:
    explicit KeyRecorder(QWidget* parent = nullptr);

    QKeySequence key() const { return m_key; }
    void forget();

Q_SIGNALS:
    void recorded(const QKeySequence& key);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QKeySequence m_key;
};

} // namespace bolus
