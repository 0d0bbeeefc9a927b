import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// The items on pages of tiles. Searching, the keys stand below them upright, and beside them across; what the step is
// about is then told by the line above alone.
Item {
    id: screen

    required property ChooseView view
    required property ShellModel shell
    readonly property real edge: Theme.landscape ? 0.75 * Theme.gap : Theme.gap
    readonly property real inner: width - 2 * Theme.margin
    readonly property bool beside: Theme.landscape && screen.view.searching
    readonly property real free: (screen.view.searching && !Theme.landscape ? typed.y : height) - list.y - edge
    readonly property list<real> room: [free, list.width, sample.implicitHeight, Theme.large, Theme.tiny]

    objectName: "screen_choose"
    onRoomChanged: Qt.callLater(fill) // the words of this very screen may be what changes the room
    Component.onCompleted: fill()

    function fill() {
        const space = Qt.rect(0, Theme.touch + list.spacing, list.width, free);
        const tile = Qt.rect(sample.width - sample.wordsWidth, sample.padding, list.spacing, sample.implicitHeight);
        screen.view.layOut(space, Theme.landscape && !screen.beside ? 2 : 1, tile, sample.labelFont, sample.noteFont);
    }

    Column {
        id: head

        x: screen.beside ? pad.x : Theme.margin
        y: screen.edge + (screen.view.searching ? Math.max(0, (search.height - height) / 2) : 0)
        width: Theme.margin + screen.inner - x - (search.visible ? search.width + Theme.gap : 0)
        spacing: 0.25 * Theme.gap

        Heading {
            width: parent.width
            visible: !screen.view.searching
            text: screen.view.heading
        }

        Words {
            width: parent.width
            visible: text !== ""
            text: screen.view.countText
            color: Theme.inkSoft
        }
    }

    ActionButton {
        id: search

        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: screen.edge
        visible: screen.view.searchOffered
        objectName: "search"
        iconName: screen.view.searching ? "" : "search"
        label: screen.view.searchText
        onTapped: screen.view.switchSearch()
    }

    Banner {
        x: Theme.margin
        y: list.y
        width: list.width
        text: screen.view.nothingText
    }

    TilePages {
        id: list

        x: Theme.margin
        y: screen.beside ? screen.edge : Math.max(head.y + head.height, search.visible ? search.y + search.height : 0) + screen.edge
        width: (screen.beside ? 0.44 : 1) * screen.inner
        columns: screen.view.tileColumns
        shrinks: false
        turnedAt: screen.free - Theme.touch
        tiles: screen.view.tiles
        page: screen.view.page
        pages: screen.view.pages
        pageText: screen.view.pageText
        previousText: screen.view.previousText
        followingText: screen.view.followingText
        onChosen: id => screen.view.choose(id)
        onTurned: pages => screen.view.turn(pages)
    }

    ChoiceTile {
        id: sample

        visible: false
        chosen: true
        shrinks: false
        width: list.width
    }

    TypedText {
        id: typed

        x: pad.x
        y: pad.y - height - screen.edge
        width: pad.width
        visible: screen.view.searching
        name: "typed"
        spoken: screen.view.typed || screen.view.placeholder
        placeholder: screen.view.placeholder
        text: screen.view.typed
        empty: text === ""
        clearText: screen.view.clearText
        onCleared: screen.view.clear()
    }

    Keypad {
        id: pad

        readonly property real most: screen.height - search.height - typed.height - 4 * screen.edge - (rows - 1) * spacing

        x: screen.beside ? Theme.margin + list.width + 2 * Theme.gap : Theme.margin
        y: parent.height - height - screen.edge
        width: Theme.margin + screen.inner - x
        visible: screen.view.searching
        rowHeight: Theme.landscape ? Math.min(1.2 * Theme.touch, most / rows) : (Theme.elder ? 0.9 : 1) * Theme.touch
        columns: screen.view.keyColumns
        keys: screen.view.keys
        onKeyed: sign => screen.view.press(sign)
    }
}
