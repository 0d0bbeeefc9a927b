pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Theme

// A page of tiles, and keys that turn the pages where there are more. Each tile: {id, object, label, note, chosen, offered?}.
Column {
    id: list

    required property var tiles
    required property int page
    required property int pages
    required property string pageText
    required property string previousText
    required property string followingText
    property int columns: 1
    property bool several: false
    signal chosen(string id)
    signal turned(int pages)

    spacing: 0.75 * Theme.gap

    Grid {
        id: grid

        readonly property real cell: (width - (columns - 1) * spacing) / columns

        width: parent.width
        columns: list.columns
        spacing: 0.75 * Theme.gap

        Repeater {
            model: list.tiles

            ChoiceTile {
                required property var modelData

                width: grid.cell
                objectName: modelData.object
                label: modelData.label
                note: modelData.note
                chosen: modelData.chosen
                enabled: modelData.offered ?? true
                several: list.several
                onTapped: list.chosen(modelData.id)
            }
        }
    }

    PageTurner {
        width: parent.width
        visible: list.pages > 1
        page: list.page
        pages: list.pages
        pageText: list.pageText
        previousText: list.previousText
        followingText: list.followingText
        onTurned: pages => list.turned(pages)
    }
}
