// The hand that draws and moves annotations, on whichever picture the mouse is.
#pragma once

#include <QPointF>

#include "ui/view/AnnotationBook.h"
#include "ui/view/AnnotationDrawing.h"

namespace bolus {

/// With a tool: press, drag and release draw, or a click each for the points; a polygon's corners
/// are clicked (a double click, Enter or a click on the first closes it) or drawn in one go. One
/// shape, then the tool is put down. Without a tool: a click selects a shape, and the handles and
/// the outline of the selected one can be dragged, from any picture that shows it; what is not
/// selected stays where it is. Left button only; positions are logical pixels.
class AnnotationPen {
public:
    explicit AnnotationPen(AnnotationBook& book) : m_book(book) {}

    struct Page {
        qint64 caseId = 0;
        const VolumeRecord* volume = nullptr;
        Canvas canvas;
        std::optional<double> offPlaceMm{}; // mostOffPlace of the volume
    };

    /// A shape of the book where it lies on the page.
    static std::optional<DrawnShape> shapeOn(const Page& page, const Annotation& annotation,
                                             const AnnotationBook& book);

    /// True where the press is the pen's; nothing else should come of it then.
    bool press(const Page& page, const QPointF& at);
    bool move(const Page& page, const QPointF& at, bool pressed); // true: it is being used
    bool release(const Page& page, const QPointF& at);
    bool doubleClick(const Page& page);
    /// A press and release that nothing was done with selects what is there: true where it did.
    bool click(const Page& page, const QPointF& at);
    bool holds(const Page& page, const QPointF& at) const;   // a press would take hold
    bool selects(const Page& page, const QPointF& at) const; // a click would select

    /// From the keyboard: the next point, as clicked.
    void setPoint(const Page& page, const Vec3& point);
    void pointTo(const Page& page, const Vec3& point); // the mouse, as it were
    bool finish();   // a polygon that is being clicked, without the point under the mouse
    bool escape();   // what is drawn or dragged, then the tool, then the selection
    void takeTool(); // another one, or none: what was drawn with the last is dropped

private:
    struct Grip {
        Annotation before;
        int handle = -1; // -1: the whole
    };
    std::optional<Grip> gripAt(const Page& page, const QPointF& at) const;
    std::string shapeAt(const Page& page, const QPointF& at) const;
    void startDraft(const Page& page, const QPointF& at);
    void pressAgain(const Page& page, const QPointF& at);
    void moveDraft(const Page& page, const QPointF& at, bool pressed);
    bool isSeen(const Page& page) const;
    void keepIfSeen(const Page& page);
    void keepDraft();
    void dropDraft();
    void dragGrip(const Page& page, const QPointF& at);
    void letGo();

    AnnotationBook& m_book;
    std::optional<Grip> m_grip;
    qint64 m_caseId = 0;                 // of the grip
    const SliceScene* m_scene = nullptr; // where the draft or the grip began; not looked into
    QPointF m_pressed;
    Vec3 m_start{};
    bool m_dragged = false;
    bool m_begun = false; // the draft has been pressed for once only
};

} // namespace bolus
