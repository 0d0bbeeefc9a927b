pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A page of tiles, and keys that turn the pages where there are more. Each tile: {id, object, label, note, chosen, offered?}.
// Few tiles are large ones, as far as `room` goes. The keys stand below the tiles, or at `turnedAt`: there the finger
// finds them again on each page.
Column {
    id: list

    required property var tiles
    required property int page
    required property int pages
    required property string pageText
    required property string previousText
    required property string followingText
    property real room: 0
    property int columns: 1
    property bool several: false
    property bool arrows: true
    property bool shrinks: true
    property real turnedAt: 0
    signal chosen(string id)
    signal turned(int pages)

    spacing: 0.75 * Theme.gap

    Grid {
        id: grid

        readonly property real cell: (width - (columns - 1) * spacing) / columns
        readonly property int lines: Math.ceil(list.tiles.length / columns)
        readonly property real free: list.room - (list.pages > 1 ? Theme.touch + list.spacing : 0) - (lines - 1) * spacing
        readonly property real least: Math.min((Theme.landscape ? 1.3 : 1.7) * Theme.touch, free / Math.max(1, lines))

        width: parent.width
        columns: list.columns
        spacing: 0.75 * Theme.gap

        Repeater {
            model: list.tiles

            ChoiceTile {
                required property var modelData

                width: grid.cell
                height: Math.max(implicitHeight, grid.least)
                objectName: modelData.object
                label: modelData.label
                note: modelData.note
                chosen: modelData.chosen
                enabled: modelData.offered ?? true
                several: list.several
                shrinks: list.shrinks
                leads: list.arrows && !list.several
                onTapped: list.chosen(modelData.id)
            }
        }
    }

    PageTurner {
        width: parent.width
        above: Math.max(0, list.turnedAt - grid.height - list.spacing)
        visible: list.pages > 1
        page: list.page
        pages: list.pages
        pageText: list.pageText
        previousText: list.previousText
        followingText: list.followingText
        onTurned: pages => list.turned(pages)
    }
}
