#include "library/dicom/Segmentation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "library/dicom/Attributes.h"
#include "library/dicom/FrameDecoder.h"
#include "library/dicom/FunctionalGroups.h"
#include "library/domain/Vectors.h"

namespace bolus {

namespace {

constexpr std::uint64_t mostVoxels = 200'000'000; // of all segments together
constexpr int mostSlices = 4000;

std::unexpected<Error> bad(const std::string& what) {
    return fail(ErrorCode::BadInput, what + " The segmentation cannot be shown; ask who made it.");
}

enum class Type { Binary, Fractional, LabelMap };

/// The frames on one even stack of slices.
struct Stack {
    Vec3 origin{}; // middle of the first pixel of slice 0
    Vec3 right{}, down{}, next{};
    Vec3 spacing{};
    std::vector<int> slices; // of each frame
};

std::optional<double> distanceGiven(DcmItem& dataset) {
    DcmItem* measures = functionalGroup(dataset, DCM_PixelMeasuresSequence, 0);
    if (measures == nullptr) {
        return std::nullopt;
    }
    const auto between = Attributes::number(*measures, DCM_SpacingBetweenSlices);
    return between ? between : Attributes::number(*measures, DCM_SliceThickness);
}

bool areWhole(const std::vector<double>& gaps, double step) {
    constexpr double near = 0.02, farthest = 0.25; // of a slice; a distance that is rounded adds up
    return step > 1e-3 && std::ranges::all_of(gaps, [&](double gap) {
               const double slices = gap / step;
               return std::abs(slices - std::round(slices)) <
                      std::min(near * std::max(1.0, slices), farthest);
           });
}

/// What the file says where its frames fit it, else their smallest distance: only slices with
/// something on them may be stored.
std::optional<double> stepOf(const std::set<double>& places, std::optional<double> given) {
    std::vector<double> gaps;
    for (auto at = places.begin(); std::next(at) != places.end(); ++at) {
        gaps.push_back(*std::next(at) - *at);
    }
    if (given && areWhole(gaps, *given)) {
        return given;
    }
    const double least = gaps.empty() ? given.value_or(1) : *std::ranges::min_element(gaps);
    return areWhole(gaps, least) ? std::optional(least) : std::nullopt;
}

Result<Stack> stackOf(const std::vector<FrameGeometry>& frames, std::optional<double> given) {
    const FrameGeometry& first = frames.front();
    Stack stack;
    std::copy_n(first.orientation.begin(), 3, stack.right.begin());
    std::copy_n(first.orientation.begin() + 3, 3, stack.down.begin());
    stack.next = cross(stack.right, stack.down);
    constexpr double unit = 1e-3, apart = 1e-3; // mm: what rounding in the file makes
    if (std::abs(norm(stack.right) - 1) > unit || std::abs(norm(stack.down) - 1) > unit ||
        std::abs(dot(stack.right, stack.down)) > unit || !(first.pixelSpacing[0] > 0) ||
        !(first.pixelSpacing[1] > 0)) {
        return bad("Its directions or pixel sizes are impossible.");
    }
    std::vector<double> along;
    for (const FrameGeometry& frame : frames) {
        const Vec3 way = frame.position - first.position;
        const double beside = std::hypot(dot(way, stack.right), dot(way, stack.down));
        if (frame.orientation != first.orientation || frame.pixelSpacing != first.pixelSpacing ||
            !(beside < 0.1 * std::min(first.pixelSpacing[0], first.pixelSpacing[1]))) {
            return bad("Its frames do not lie above each other.");
        }
        along.push_back(std::round(dot(way, stack.next) / apart) * apart);
    }
    const std::set<double> places(along.begin(), along.end());
    const double range = *places.rbegin() - *places.begin();
    const auto step = std::isfinite(range) ? stepOf(places, given) : std::nullopt;
    if (!step) {
        return bad("Its frames are not evenly apart.");
    }
    if (!(range / *step < mostSlices)) {
        return bad("Its frames lie too far apart.");
    }
    for (const double at : along) {
        stack.slices.push_back(static_cast<int>(std::lround((at - *places.begin()) / *step)));
    }
    stack.origin = first.position + *places.begin() * stack.next;
    stack.spacing = {first.pixelSpacing[1], first.pixelSpacing[0], *step};
    return stack;
}

/// From first to last, both of them in it.
struct Box {
    std::array<int, 3> first{1 << 30, 1 << 30, 1 << 30}, last{-1, -1, -1};
    void include(int column, int row, int slice) {
        const std::array<int, 3> at{column, row, slice};
        for (std::size_t i = 0; i < 3; ++i) {
            first[i] = std::min(first[i], at[i]);
            last[i] = std::max(last[i], at[i]);
        }
    }
};

class Reader {
public:
    explicit Reader(const std::function<void()>& afterFrame) : m_afterFrame(afterFrame) {}

    Result<Segmentation> read(const std::filesystem::path& path) {
        auto held = HeldFile::open(path);
        if (!held) {
            return std::unexpected(held.error());
        }
        auto header = openDicom((*held)->alias(), ReadExtent::UntilPixels);
        if (!header) {
            return std::unexpected(header.error());
        }
        DcmItem& dataset = header->dataset();
        if (const auto told = readAttributes(dataset); !told) {
            return std::unexpected(told.error());
        }
        auto decoder = FrameDecoder::open(*held);
        if (!decoder) {
            return std::unexpected(decoder.error());
        }
        if (const auto placed = place(dataset, decoder->format()); !placed) {
            return std::unexpected(placed.error());
        }
        for (const bool measuring : {true, false}) { // the boxes first, then what is in them
            if (const auto decoded = decode(*decoder, measuring); !decoded) {
                return std::unexpected(decoded.error());
            }
            if (const auto room = measuring ? makeRoom() : Result<void>(); !room) {
                return std::unexpected(room.error());
            }
        }
        return std::move(m_result);
    }

private:
    Result<void> readAttributes(DcmItem& dataset);
    Result<void> readSegments(const Attributes& attributes);
    void readSeries(DcmItem& dataset);
    Result<void> place(DcmItem& dataset, const PixelFormat& format);
    Result<void> decode(FrameDecoder& decoder, bool measuring);
    void take(int frame, const std::vector<std::int32_t>& pixels, const PixelFormat& format,
              bool measuring);
    Result<void> makeRoom();
    std::uint8_t partOf(std::int32_t value) const {
        return m_type == Type::Fractional ? static_cast<std::uint8_t>(std::lround(
                                                255.0 * std::clamp(value, 0, m_most) / m_most))
                                          : static_cast<std::uint8_t>(value != 0 ? 255 : 0);
    }

    const std::function<void()>& m_afterFrame;
    Segmentation m_result;
    Type m_type = Type::Binary;
    int m_most = 1; // of fractional values
    Stack m_stack;
    std::map<int, std::size_t> m_places; // of segment numbers, in m_result.segments
    std::vector<std::size_t> m_ofFrame;  // segment of each frame; not of label maps
    std::vector<Box> m_boxes;            // one a segment
    bool m_hasUnnamed = false;           // labels that the list of segments lacks
};

Result<void> Reader::readAttributes(DcmItem& dataset) {
    const Attributes attributes(dataset);
    const std::string type = attributes.text(DCM_SegmentationType);
    m_type = type == "FRACTIONAL" ? Type::Fractional
             : type == "LABELMAP" ? Type::LabelMap
                                  : Type::Binary;
    if (type != "BINARY" && type != "FRACTIONAL" && type != "LABELMAP") {
        return fail(ErrorCode::Unsupported,
                    "Only segmentations made of pixels are shown: BINARY, FRACTIONAL or LABELMAP.");
    }
    if (attributes.text(DCM_PhotometricInterpretation) == "PALETTE COLOR") {
        return fail(ErrorCode::Unsupported,
                    "Label maps whose pixels are colours are not shown; export it as MONOCHROME2.");
    }
    m_result.fractional = m_type == Type::Fractional;
    m_most = std::max(attributes.integer(DCM_MaximumFractionalValue).value_or(255), 1);
    m_result.label = attributes.text(DCM_SeriesDescription);
    if (m_result.label.empty()) {
        m_result.label = attributes.text(DCM_ContentLabel); // often but a name of the software
    }
    m_result.frameOfReferenceUid = attributes.text(DCM_FrameOfReferenceUID);
    readSeries(dataset);
    return readSegments(attributes);
}

void Reader::readSeries(DcmItem& dataset) {
    DcmSequenceOfItems* series = nullptr;
    if (dataset.findAndGetSequence(DCM_ReferencedSeriesSequence, series).bad()) {
        return;
    }
    for (DcmObject* item = series->nextInContainer(nullptr); item != nullptr;
         item = series->nextInContainer(item)) {
        m_result.seriesUids.push_back(
            Attributes::code(static_cast<DcmItem&>(*item), DCM_SeriesInstanceUID));
    }
}

Result<void> Reader::readSegments(const Attributes& attributes) {
    DcmSequenceOfItems* all = nullptr;
    attributes.dataset().findAndGetSequence(DCM_SegmentSequence, all);
    constexpr std::size_t most = 1000;
    for (DcmObject* object = all ? all->nextInContainer(nullptr) : nullptr; object != nullptr;
         object = all->nextInContainer(object)) {
        auto& item = static_cast<DcmItem&>(*object);
        Segment segment;
        segment.number = Attributes::integer(item, DCM_SegmentNumber).value_or(-1);
        segment.label = attributes.text(item, DCM_SegmentLabel);
        if (const auto lab = Attributes::numbers<3>(item, DCM_RecommendedDisplayCIELabValue)) {
            segment.color = rgbOfCieLab(*lab);
        }
        const bool isNew = m_places.emplace(segment.number, m_result.segments.size()).second;
        if (!isNew || segment.number < 0 || m_result.segments.size() == most) {
            return bad("Its list of segments has no, the same or too many numbers.");
        }
        m_result.segments.push_back(std::move(segment));
    }
    m_boxes.resize(m_result.segments.size());
    return m_result.segments.empty() ? bad("It names no segments.") : Result<void>();
}

Result<void> Reader::place(DcmItem& dataset, const PixelFormat& format) {
    if (format.isReal || format.colours != Colours::Grey) {
        return bad("Its pixels are no labels.");
    }
    const auto frames = frameGeometry(dataset, format.frames);
    if (frames.empty()) {
        return bad("Not each of its frames says where it lies.");
    }
    auto stack = stackOf(frames, distanceGiven(dataset));
    if (!stack) {
        return std::unexpected(stack.error());
    }
    m_stack = std::move(*stack);
    m_result.spacing = m_stack.spacing;
    for (std::size_t i = 0; i < 3; ++i) {
        m_result.direction[3 * i] = m_stack.right[i];
        m_result.direction[3 * i + 1] = m_stack.down[i];
        m_result.direction[3 * i + 2] = m_stack.next[i];
    }
    if (m_type == Type::LabelMap) {
        return {};
    }
    for (DcmItem* own : perFrameItems(dataset)) {
        DcmItem* group = ownOrSharedGroup(dataset, DCM_SegmentIdentificationSequence, own);
        const auto number =
            group ? Attributes::integer(*group, DCM_ReferencedSegmentNumber) : std::nullopt;
        const auto found = number ? m_places.find(*number) : m_places.end();
        if (found == m_places.end()) {
            return bad("Not each of its frames says which segment it shows.");
        }
        m_ofFrame.push_back(found->second);
    }
    return {};
}

Result<void> Reader::decode(FrameDecoder& decoder, bool measuring) {
    std::vector<std::int32_t> pixels;
    for (int frame = 0; frame < decoder.format().frames; ++frame) {
        if (const auto decoded = decoder.decode(frame, pixels); !decoded) {
            return decoded;
        }
        take(frame, pixels, decoder.format(), measuring);
        if (m_afterFrame) {
            m_afterFrame();
        }
    }
    return {};
}

void Reader::take(int frame, const std::vector<std::int32_t>& pixels, const PixelFormat& format,
                  bool measuring) {
    const int slice = m_stack.slices[static_cast<std::size_t>(frame)];
    std::size_t i = 0;
    for (int row = 0; row < format.rows; ++row) {
        for (int column = 0; column < format.columns; ++column, ++i) {
            const auto found = m_type == Type::LabelMap ? m_places.find(pixels[i]) : m_places.end();
            if (pixels[i] == 0) {
                continue;
            }
            if (m_type == Type::LabelMap && found == m_places.end()) {
                m_hasUnnamed = true;
                continue;
            }
            const std::size_t at = m_type == Type::LabelMap
                                       ? found->second
                                       : m_ofFrame[static_cast<std::size_t>(frame)];
            if (measuring) {
                m_boxes[at].include(column, row, slice);
                continue;
            }
            const auto& first = m_boxes[at].first;
            Segment& segment = m_result.segments[at];
            const auto along = [](int a, int from) { return static_cast<std::uint64_t>(a - from); };
            std::uint8_t& voxel =
                segment.values[(along(slice, first[2]) * segment.size[1] + along(row, first[1])) *
                                   segment.size[0] +
                               along(column, first[0])];
            voxel = std::max(voxel, partOf(pixels[i]));
        }
    }
}

Result<void> Reader::makeRoom() {
    if (m_hasUnnamed) {
        return bad("It holds labels that its list of segments does not name.");
    }
    std::uint64_t voxels = 0;
    for (std::size_t s = 0; s < m_boxes.size(); ++s) {
        const Box& box = m_boxes[s];
        Segment& segment = m_result.segments[s];
        if (box.last[0] < 0) {
            continue; // empty
        }
        for (std::size_t i = 0; i < 3; ++i) {
            segment.size[i] = static_cast<std::uint64_t>(box.last[i] - box.first[i] + 1);
        }
        voxels += segment.size[0] * segment.size[1] * segment.size[2];
        segment.origin = m_stack.origin + (box.first[0] * m_stack.spacing[0]) * m_stack.right +
                         (box.first[1] * m_stack.spacing[1]) * m_stack.down +
                         (box.first[2] * m_stack.spacing[2]) * m_stack.next;
    }
    if (voxels > mostVoxels) {
        return fail(ErrorCode::TooLarge, "The segmentation is too large to be shown.");
    }
    for (Segment& segment : m_result.segments) {
        segment.values.assign(segment.size[0] * segment.size[1] * segment.size[2], 0);
    }
    return {};
}

} // namespace

Result<Segmentation> readSegmentation(const std::filesystem::path& file,
                                      const std::function<void()>& afterFrame) {
    auto read = Reader(afterFrame).read(file);
    if (!read) {
        read.error().subject = file.string();
    }
    return read;
}

} // namespace bolus
