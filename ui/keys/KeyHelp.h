// The help page: every command and its keys, by group, and what the mouse does.
#pragma once

#include <QDialog>
#include <QLineEdit>
#include <QTextBrowser>

namespace bolus {

class KeyMap;

/// As a page to show or print; with `filter` only the rows that hold all its words. Follows from
/// the map alone, so that it says what is so.
QString keyHelpHtml(const KeyMap& keys, const QString& filter = {});

class KeyHelp : public QDialog {
    Q_OBJECT
public:
    /// The map outlives the dialog.
    explicit KeyHelp(const KeyMap& keys, QWidget* parent = nullptr);

Q_SIGNALS:
    void changeRequested(); // of the keys, in the preferences

private:
    void refresh();
    void print();

    const KeyMap& m_keys;
    QLineEdit* m_filter;
    QTextBrowser* m_page;
};

} // namespace bolus
