import QtQuick
import Kiosk.Controls
import Kiosk.Shell
import Kiosk.Theme

// What is looked for, what was found, and the keys. Upright the keys stand low, across they stand beside.
Item {
    id: search

    required property HomeView view
    readonly property real inner: width - 2 * Theme.margin
    readonly property int held: Theme.elder ? 2 : 3

    onHeldChanged: view.hold(held)
    Component.onCompleted: view.hold(held)

    Column {
        id: asked

        x: Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : Theme.margin
        width: Theme.landscape ? 0.41 * search.inner : search.inner
        spacing: 0.75 * Theme.gap

        Heading {
            width: parent.width
            text: search.view.heading
        }

        TypedText {
            width: parent.width
            name: "typed"
            text: search.view.typed
            spoken: search.view.typed || search.view.placeholder
            placeholder: search.view.placeholder
            empty: search.view.typed === ""
            clearText: search.view.clearText
            onCleared: search.view.clear()
        }

        Words {
            width: parent.width
            visible: search.view.services.length === 0
            text: search.view.hint
            color: Theme.inkSoft
        }
    }

    TilePages {
        x: Theme.margin
        anchors.top: asked.bottom
        anchors.topMargin: Theme.gap
        width: asked.width
        visible: tiles.length > 0
        tiles: search.view.services.map(service => ({
                    id: service.service,
                    object: service.object,
                    label: service.title,
                    note: service.reason || service.minutes,
                    chosen: false,
                    offered: service.reason === ""
                }))
        page: search.view.pageNumber
        pages: search.view.pageCount
        pageText: search.view.pageText
        previousText: search.view.previousText
        followingText: search.view.followingText
        onChosen: service => search.view.begin(service)
        onTurned: pages => search.view.turn(pages)
    }

    Keypad {
        id: pad

        x: Theme.landscape ? search.width - Theme.margin - width : Theme.margin
        y: Theme.landscape ? 0.75 * Theme.gap : search.height - height - Theme.margin
        width: Theme.landscape ? 0.56 * search.inner : search.inner
        rowHeight: (Theme.landscape ? 1.6 : Theme.elder ? 1 : 1.2) * Theme.touch
        columns: search.view.columns
        keys: search.view.keys
        onKeyed: sign => search.view.press(sign)
    }
}
