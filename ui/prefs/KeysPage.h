// Preferences: the keys of every command.
#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

namespace bolus {

class KeyMap;
class KeyRecorder;

class KeysPage : public QWidget {
    Q_OBJECT
public:
    /// The map outlives the page.
    explicit KeysPage(KeyMap& keys, QWidget* parent = nullptr);

private:
    void buildTable();
    QWidget* buildEditing();
    void fill();
    void refresh();
    void filter(const QString& words);
    QString chosen() const; // id of the command, or empty
    void judge();
    void take(bool asWell);

    KeyMap& m_keys;
    QLineEdit* m_filter;
    QTreeWidget* m_table;
    KeyRecorder* m_recorder;
    QLabel* m_verdict;
    QPushButton *m_set, *m_add, *m_none, *m_reset, *m_resetAll;
};

} // namespace bolus
