<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>stemviewer</name>
    <message>
        <source>'none' changes nothing.</source>
        <translation>„none“ ändert nichts.</translation>
    </message>
    <message>
        <source>0.01 to 1000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A blind comparison has 1 to {0} pairs, not {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A budget of {0} e/Å² is not possible.</source>
        <translation>Ein Budget von {0} e/Å² ist nicht möglich.</translation>
    </message>
    <message>
        <source>A feed that others can reach (at {0}) needs a token.</source>
        <translation>Eine Quelle, die andere erreichen können (unter {0}), braucht ein Kennwort.</translation>
    </message>
    <message>
        <source>A frame claims to expand {0} bytes to {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A frame could not be decompressed ({0}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A frame decompressed to {0} bytes; {1} were announced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A frame was left out: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A hello must come first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A mean dose of {0} electrons per pixel cannot be served.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A movie has up to {0} frames, at up to 100 a second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A network has no parameter {0}.</source>
        <translation>Ein Netz hat keinen Parameter {0}.</translation>
    </message>
    <message>
        <source>A part of the live path did not stop in time.</source>
        <translation>Ein Teil des Live-Wegs hielt nicht rechtzeitig an.</translation>
    </message>
    <message>
        <source>A pattern of {0} x {1} pixels came with {2} bytes, not the {3} its header asks for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pattern of {0} x {1} pixels came with {2} bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A picture of {0} MB does not fit the recorder's ring.</source>
        <translation>Ein Bild von {0} MB passt nicht in den Ring des Schreibers.</translation>
    </message>
    <message>
        <source>A second hello came.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A text of {0} is cut off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A worker of the cluster runs stemviewer {0}, this is {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A {0} of {1} is not possible.</source>
        <translation>Ein Wert {0} von {1} ist nicht möglich.</translation>
    </message>
    <message>
        <source>Accept it explicitly as an unverified model; every picture will say so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add --unverified to use it all the same; every picture will say so.</source>
        <translation>Mit --unverified wird es dennoch verwendet; jedes Bild sagt es dann.</translation>
    </message>
    <message>
        <source>An image came with {0} bytes, not those it states.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An override needs its reason.</source>
        <translation>Eine Überschreitung braucht ihren Grund.</translation>
    </message>
    <message>
        <source>Another span is still being written.</source>
        <translation>Ein anderer Abschnitt wird noch geschrieben.</translation>
    </message>
    <message>
        <source>Ask its owner for a plain copy (h5repack makes one).</source>
        <translation>Ihren Besitzer um eine einfache Kopie bitten (h5repack macht eine).</translation>
    </message>
    <message>
        <source>Ask whoever runs the server for its token and connect again.</source>
        <translation>Den Betreiber des Servers nach dem Kennwort fragen und neu verbinden.</translation>
    </message>
    <message>
        <source>Calibrate again in the dose desk.</source>
        <translation>Im Dosispult neu kalibrieren.</translation>
    </message>
    <message>
        <source>Calibrate in the dose desk, then reprocess the session.</source>
        <translation>Im Dosispult kalibrieren, dann die Sitzung neu verarbeiten.</translation>
    </message>
    <message>
        <source>Calibrate the detector, or compare processed pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check address and port.</source>
        <translation>Adresse und Port prüfen.</translation>
    </message>
    <message>
        <source>Check that it runs and that address and port are right; the viewer keeps trying.</source>
        <translation>Prüfen, ob sie läuft und ob Adresse und Port stimmen; der Betrachter versucht es weiter.</translation>
    </message>
    <message>
        <source>Check that its server runs and that the name is right; the viewer keeps trying.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the server runs, the address and the token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the address and the token.</source>
        <translation>Adresse und Kennwort prüfen.</translation>
    </message>
    <message>
        <source>Check the name, or put the missing file back beside the others.</source>
        <translation>Den Namen prüfen oder die fehlende Datei wieder neben die anderen legen.</translation>
    </message>
    <message>
        <source>Check the network share and its permissions; the viewer keeps trying.</source>
        <translation>Das Netzlaufwerk und seine Rechte prüfen; der Betrachter versucht es weiter.</translation>
    </message>
    <message>
        <source>Check the port (api=80 in the address), or say api=0 to do without.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the port (control=6341 in the address), or say control=0 to do without.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking needs the package onnxruntime, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose 0 or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose 1 for on or 0 for off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose New area only at a fresh place.</source>
        <translation>Neue Stelle nur an einem unbestrahlten Ort wählen.</translation>
    </message>
    <message>
        <source>Choose a channel of plain (mono) images of 8 to 32 bits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file with an image or an image stack.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a filter.</source>
        <translation>Einen Filter wählen.</translation>
    </message>
    <message>
        <source>Choose a later span; a larger memory budget reaches back further.</source>
        <translation>Einen späteren Abschnitt wählen; mit mehr Speicher reicht der Verlauf weiter zurück.</translation>
    </message>
    <message>
        <source>Choose a longer dwell time, as for one slow frame.</source>
        <translation>Eine längere Verweilzeit wählen, wie für ein langsames Bild.</translation>
    </message>
    <message>
        <source>Choose a whole one, or -1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another counter depth, or the processed rather than the raw format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another filter, and tell those who made this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another folder, or free some space.</source>
        <translation>Einen anderen Ordner wählen oder Platz schaffen.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>Choose another network, or a filter; if it repeats, run stemviewer doctor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another network, or install stemviewer again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another number format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another port, or port 0 for a free one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another span.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose lz4, bslz4 or no compression, and 8, 16 or 32 bits, at the detector.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose lz4, bslz4, blosc or no compression at the detector.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one of {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one of: {0}.</source>
        <translation>Eines hiervon wählen: {0}.</translation>
    </message>
    <message>
        <source>Choose other pictures, mark another span, or make a layer under Reprocess.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the weights in float32.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose {0} to {1}.</source>
        <translation>{0} bis {1} wählen.</translation>
    </message>
    <message>
        <source>Clients send text messages only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller ring.</source>
        <translation>Andere Programme schließen oder einen kleineren Ring wählen.</translation>
    </message>
    <message>
        <source>Compressed frames need the Python package imagecodecs, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect again, and tell those who made the feed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect one.</source>
        <translation>Eine Quelle verbinden.</translation>
    </message>
    <message>
        <source>Connected to {0} at {1}.</source>
        <translation>Mit {0} unter {1} verbunden.</translation>
    </message>
    <message>
        <source>Copy the public key as stemviewer key prints it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the session into a folder that you may write to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct ca= in the address of the network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the address.</source>
        <translation>Die Adresse berichtigen.</translation>
    </message>
    <message>
        <source>DECTRIS feeds need the Python packages pyzmq, cbor2 and imagecodecs; not all are installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dask is not installed here, so --scheduler cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EPICS feeds need the Python package p4p, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier blind comparisons are not shown, and nothing is written over them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encrypted feeds (wss://) are not supported.</source>
        <translation>Verschlüsselte Quellen (wss://) werden nicht unterstützt.</translation>
    </message>
    <message>
        <source>Event {0} of {1} is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export them again there: stemviewer export-model --triton FOLDER.</source>
        <translation>Sie dort neu exportieren: stemviewer export-model --triton ORDNER.</translation>
    </message>
    <message>
        <source>Exporting needs the packages onnx and onnxscript, which are not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fractions are kept as raw frames of a session.</source>
        <translation>Teilbilder werden als Rohbilder einer Sitzung aufbewahrt.</translation>
    </message>
    <message>
        <source>Frame {0}: settings cannot change at row {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames that it sent before are not affected.</source>
        <translation>Bilder, die sie vorher sandte, sind nicht betroffen.</translation>
    </message>
    <message>
        <source>Frames {0} are not among the {1} of this session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free disk space or check the folder.</source>
        <translation>Platz schaffen oder den Ordner prüfen.</translation>
    </message>
    <message>
        <source>Free some space, or choose another disk.</source>
        <translation>Platz schaffen oder eine andere Platte wählen.</translation>
    </message>
    <message>
        <source>Free the port, or leave --discoverable out and tell the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gain or black level are unknown, so electrons cannot be summed.</source>
        <translation>Verstärkung oder Schwarzwert sind unbekannt, daher lassen sich Elektronen nicht summieren.</translation>
    </message>
    <message>
        <source>Give -o FOLDER for pictures, --movie, --records, --nexus, --prov or --ro-crate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give N, N-M, all or last; rows count from 0.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give NAME=VALUE.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give all, N or N-M.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give folder:PATH.</source>
        <translation>folder:PFAD angeben.</translation>
    </message>
    <message>
        <source>Give its file, or --find FOLDER.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give replay:SESSION.nxs.</source>
        <translation>replay:SITZUNG.nxs angeben.</translation>
    </message>
    <message>
        <source>Give simulator, an address that begins with one of {0}, or an image file.</source>
        <translation>simulator, eine Adresse, die mit {0} beginnt, oder eine Bilddatei angeben.</translation>
    </message>
    <message>
        <source>Give the channel a shorter name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give {0} to {1} e/Å².</source>
        <translation>{0} bis {1} e/Å² angeben.</translation>
    </message>
    <message>
        <source>Give {0} to {1}.</source>
        <translation>{0} bis {1} angeben.</translation>
    </message>
    <message>
        <source>If it repeats, restart the Merlin software.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the address {0} {1}.</source>
        <translation>In der Adresse {0} {1}.</translation>
    </message>
    <message>
        <source>Install ffmpeg, or let the name end in .gif.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install it: pip install "stemviewer[remote]".</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install stemviewer again, or open the file explicitly as an unverified model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install stemviewer again.</source>
        <translation>stemviewer neu installieren.</translation>
    </message>
    <message>
        <source>Install the same version on all computers of the cluster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Install them: pip install "stemviewer[onnx]".</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Instead of a hello came {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be divided.</source>
        <translation>Es lässt sich nicht teilen.</translation>
    </message>
    <message>
        <source>It cannot be recorded.</source>
        <translation>Es lässt sich nicht aufzeichnen.</translation>
    </message>
    <message>
        <source>It cannot be scaled to a dose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be shown with the same look-up table as others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It cannot be shown; the others are not affected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has rows 0 to {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has: {0}.</source>
        <translation>Es gibt: {0}.</translation>
    </message>
    <message>
        <source>It holds no images: no numeric dataset with two or three axes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged, or is not a session file; it was not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged, or is not an HDF5 file; it was not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is damaged, or no PNG, JPEG or TIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is in force until the program ends.</source>
        <translation>Sie gilt, bis das Programm endet.</translation>
    </message>
    <message>
        <source>It is logged as lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not received.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is not watched.</source>
        <translation>Er wird nicht überwacht.</translation>
    </message>
    <message>
        <source>It looks like ws://127.0.0.1:8765.</source>
        <translation>Sie sieht so aus: ws://127.0.0.1:8765.</translation>
    </message>
    <message>
        <source>It looks like {0}.</source>
        <translation>Sie sieht so aus: {0}.</translation>
    </message>
    <message>
        <source>It looks like {0}; known words are {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It must be a whole number from 1.</source>
        <translation>Es muss eine ganze Zahl ab 1 sein.</translation>
    </message>
    <message>
        <source>It must be {0} from {1} to {2}.</source>
        <translation>Es muss {0} von {1} bis {2} sein.</translation>
    </message>
    <message>
        <source>It was copied in part, or its copying still runs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was exported without credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was exported without them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was written by another program, or is damaged; nothing of it is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its parameters are: device, format, threads.</source>
        <translation>Seine Parameter sind: device, format, threads.</translation>
    </message>
    <message>
        <source>Its parameters are: {0}.</source>
        <translation>Seine Parameter sind: {0}.</translation>
    </message>
    <message>
        <source>Its settings cannot be trusted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known are: {0}. It looks like {1}.</source>
        <translation>Bekannt sind: {0}. Sie sieht so aus: {1}.</translation>
    </message>
    <message>
        <source>Known: {0}.</source>
        <translation>Bekannt: {0}.</translation>
    </message>
    <message>
        <source>Let its name end in .gif or .mp4.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the detector write into an empty folder.</source>
        <translation>Den Detektor in einen leeren Ordner schreiben lassen.</translation>
    </message>
    <message>
        <source>Look for a copy, or send the file to the developers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MP4 needs ffmpeg, which is not installed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the folder writeable, or name another in {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mend or remove it; the guide, Dose, shows its form.</source>
        <translation>Berichtigen oder entfernen; ihre Form steht in der Hilfe unter Dosis.</translation>
    </message>
    <message>
        <source>Mend the file, or remove it and trust the keys again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move that folder away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the file away if it is not needed, or mend it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the layer's folder away and reprocess.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a method.</source>
        <translation>Ein Verfahren nennen.</translation>
    </message>
    <message>
        <source>Name a new folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name at least one image file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Networks on other machines need the package tritonclient, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No Dask scheduler answers at {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No blind comparison of this session was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No budget was changed.</source>
        <translation>Kein Budget wurde geändert.</translation>
    </message>
    <message>
        <source>No file of {0} can be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No frame can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No frame has both pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No frames arrive.</source>
        <translation>Es kommen keine Bilder.</translation>
    </message>
    <message>
        <source>No frames arrive; nothing that was recorded is affected.</source>
        <translation>Es kommen keine Bilder; Aufgezeichnetes ist nicht betroffen.</translation>
    </message>
    <message>
        <source>No more frames come from it; what was recorded is not affected.</source>
        <translation>Von ihr kommen keine Bilder mehr; Aufgezeichnetes ist nicht betroffen.</translation>
    </message>
    <message>
        <source>No more frames come from it; what was recorded is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No movie was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No network can be used; raw data and filters are not affected.</source>
        <translation>Kein Netz ist zu gebrauchen; Rohdaten und Filter sind nicht betroffen.</translation>
    </message>
    <message>
        <source>No picture is made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture is made: a guess at the order of the pixels would be a wrong picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture is made: a guess at the pixels would be a wrong picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture of it is shown.</source>
        <translation>Kein Bild davon wird gezeigt.</translation>
    </message>
    <message>
        <source>No picture was made of this frame; the raw frame is not affected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No session was named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No source is connected.</source>
        <translation>Keine Quelle ist verbunden.</translation>
    </message>
    <message>
        <source>No virtual image can be made of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody here has tested what it adds to a picture, so it was not loaded.</source>
        <translation>Niemand hat hier geprüft, was es einem Bild hinzufügt; daher wurde es nicht geladen.</translation>
    </message>
    <message>
        <source>Nobody here has tested what it adds to a picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be read of them as version 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be read of them as version 2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be replayed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be said of whose keys signed a session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing can be written to {0}: {1}.</source>
        <translation>In {0} lässt sich nichts schreiben: {1}.</translation>
    </message>
    <message>
        <source>Nothing can listen at {0}:{1} ({2}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing could be saved; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is being recorded.</source>
        <translation>Es wird nichts aufgezeichnet.</translation>
    </message>
    <message>
        <source>Nothing is connected.</source>
        <translation>Nichts ist verbunden.</translation>
    </message>
    <message>
        <source>Nothing is lost: it goes on by itself and closes the session when it is done.</source>
        <translation>Nichts ist verloren: er läuft von selbst weiter und schließt die Sitzung, wenn er fertig ist.</translation>
    </message>
    <message>
        <source>Nothing is served.</source>
        <translation>Nichts wird angeboten.</translation>
    </message>
    <message>
        <source>Nothing is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is shown: a picture after JPEG is not what the detector counted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it is read; the link is made anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it is used; the file is not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of this channel can be recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of this one was kept yet; the history still holds it.</source>
        <translation>Von diesem wurde noch nichts aufbewahrt; der Verlauf hat ihn noch.</translation>
    </message>
    <message>
        <source>Nothing was added to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Nothing was checked on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was connected.</source>
        <translation>Nichts wurde verbunden.</translation>
    </message>
    <message>
        <source>Nothing was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was processed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was processed; the session is not affected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was recorded.</source>
        <translation>Nichts wurde aufgezeichnet.</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was simulated.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One detector cannot send them unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a copy of it, or run stemviewer verify on it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it in the program that wrote it, and export TIFF.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with the program that wrote it, or copy it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it with the stemviewer version that wrote it, or a newer one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures are not affected; no interval is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures are not affected; the network is not available.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures can be exported without credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures come all the same; nothing can be changed from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures of different versions are not mixed in a layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press Record first, then record in fractions.</source>
        <translation>Erst Aufzeichnen drücken, dann in Teilbildern aufzeichnen.</translation>
    </message>
    <message>
        <source>Put all files of the session into one folder, and open it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the missing file (or {0}{1}) back beside the others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw is shown and recorded all the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raw is shown.</source>
        <translation>Gezeigt wird das Rohbild.</translation>
    </message>
    <message>
        <source>Reach the instrument through an SSH tunnel and use ws://127.0.0.1 with its port.</source>
        <translation>Das Gerät durch einen SSH-Tunnel erreichen und ws://127.0.0.1 mit dessen Port verwenden.</translation>
    </message>
    <message>
        <source>Record with a larger ring, or scan with fewer pixels.</source>
        <translation>Mit einem größeren Ring aufzeichnen oder mit weniger Pixeln abtasten.</translation>
    </message>
    <message>
        <source>Recording to {0}.</source>
        <translation>Aufzeichnung in {0}.</translation>
    </message>
    <message>
        <source>Reduce spectrum images or 4D-STEM data to images first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run stemviewer verify on it, or open a copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run stemviewer verify on the session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan a view with bright and dark parts, at several electrons per pixel.</source>
        <translation>Einen Ausschnitt mit hellen und dunklen Teilen abtasten, mit mehreren Elektronen je Pixel.</translation>
    </message>
    <message>
        <source>Scan at least {0} pairs, and {1} dark frames or none.</source>
        <translation>Mindestens {0} Paare abtasten, und {1} Dunkelbilder oder keine.</translation>
    </message>
    <message>
        <source>Scan fewer pixels or fewer channels at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See to the disk, and start a new recording.</source>
        <translation>Nach der Platte sehen und eine neue Aufzeichnung beginnen.</translation>
    </message>
    <message>
        <source>See to the file's rights, or make a new key with stemviewer key --new.</source>
        <translation>Die Rechte der Datei richten oder mit stemviewer key --new einen neuen Schlüssel machen.</translation>
    </message>
    <message>
        <source>See what it holds with stemviewer info.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Serve it without --dose, or mend the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Serve them one at a time, or with --dose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sessions are recorded without signatures until this is mended.</source>
        <translation>Sitzungen werden ohne Unterschriften aufgezeichnet, bis dies behoben ist.</translation>
    </message>
    <message>
        <source>Set a fast scan at the instrument and average its frames.</source>
        <translation>Am Gerät eine schnelle Abtastung einstellen und ihre Bilder mitteln.</translation>
    </message>
    <message>
        <source>Set a token in the environment variable {0}, or serve on 127.0.0.1.</source>
        <translation>Ein Kennwort in der Umgebungsvariablen {0} setzen oder auf 127.0.0.1 anbieten.</translation>
    </message>
    <message>
        <source>Spectra, spectrum images, complex and colour data cannot be served as a detector.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it again; if it repeats, run the command in a terminal to see more.</source>
        <translation>Neu starten; wiederholt es sich, den Befehl in einem Terminal ausführen, um mehr zu sehen.</translation>
    </message>
    <message>
        <source>Start one with dask-scheduler, and give its address, such as tcp://host:8786.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start some with dask-worker {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start the same command again: it goes on where it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State centre=y,x and the detectors in px or mrad, or check that the beam is on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State mrad_per_px, or convergence (the semi-angle of the probe, in mrad).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State the shape of the scan in the address, as in scan=256x256.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State them in px or mrad, or move the bright-field disc on to the detector.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table {0} of {1} is not of this format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take --format tiff or npy, or leave out --interval.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS announced more images than can come.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS closed the connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS did not answer ({0}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sends messages of stream version 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sends messages of stream version 2.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sends no image of {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sends {0}, which this program cannot decode.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sent a message of an unknown kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sent a message that is no CBOR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sent a message without all its parts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sent a text that is none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sent an image that is none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sent pixels that are none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS sent {0} that is none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The DECTRIS stated {0} that no series has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Dask scheduler at {0} has no workers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The EPICS channel {0} is not connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin announced a message of {0} bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin closed the connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin sends {0}, which this program cannot decode.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin sent a message of an unknown kind.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin sent something that is neither a header nor a pattern.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin's acquisition header does not say how much will come.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin's acquisition header is too long to be one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin's control port announced an endless answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin's control port gave an answer that is none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin's control port is not connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Merlin's data lost their order.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answers were not kept; the session is not affected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The bright-field disc was not found in the patterns.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The budget in force was kept.</source>
        <translation>Das geltende Budget blieb.</translation>
    </message>
    <message>
        <source>The budget is still in force.</source>
        <translation>Das Budget gilt weiter.</translation>
    </message>
    <message>
        <source>The calibration could not be kept in {0} ({1}).</source>
        <translation>Die Kalibrierung konnte nicht in {0} aufbewahrt werden ({1}).</translation>
    </message>
    <message>
        <source>The calibration in force was kept.</source>
        <translation>Die geltende Kalibrierung blieb.</translation>
    </message>
    <message>
        <source>The camera does not say how its patterns lie in the scan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate for content credentials in {0} cannot be used: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificates in {0} cannot be read ({1}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The channel name {0} is longer than the log can hold (64 bytes).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chosen frames have no such picture, or the session is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client broke the WebSocket rules: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The client sends commands faster than they are obeyed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection broke ({0}).</source>
        <translation>Die Verbindung brach ab ({0}).</translation>
    </message>
    <message>
        <source>The connection to the Dask scheduler was lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The dose counts from zero; what the specimen had before is not in the numbers.</source>
        <translation>Die Dosis zählt ab null; was die Probe vorher bekam, ist nicht in den Zahlen.</translation>
    </message>
    <message>
        <source>The dose is still counted, but a restart of the program would begin at zero.</source>
        <translation>Die Dosis wird weiter gezählt, aber nach einem Neustart des Programms begänne sie bei null.</translation>
    </message>
    <message>
        <source>The dose ledger could not be kept in {0} ({1}).</source>
        <translation>Das Dosisbuch konnte nicht in {0} aufbewahrt werden ({1}).</translation>
    </message>
    <message>
        <source>The dwell time is unknown.</source>
        <translation>Die Verweilzeit ist unbekannt.</translation>
    </message>
    <message>
        <source>The electrons of frame {0} are not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed announced a frame of {0} GB; {1} GB are allowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed answered a command {0} that was not sent.</source>
        <translation>Die Quelle beantwortete einen Befehl {0}, der nicht gesandt wurde.</translation>
    </message>
    <message>
        <source>The feed answered in version {0}, not asked for.</source>
        <translation>Die Quelle antwortete in Version {0}, nach der nicht gefragt war.</translation>
    </message>
    <message>
        <source>The feed at {0}:{1} does not answer ({2}).</source>
        <translation>Die Quelle unter {0}:{1} antwortet nicht ({2}).</translation>
    </message>
    <message>
        <source>The feed began a frame of channel {0} as {1}, which its hello lacks.</source>
        <translation>Die Quelle begann ein Bild des Kanals {0} als {1}, das in ihrem Gruß fehlt.</translation>
    </message>
    <message>
        <source>The feed broke the WebSocket rules: {0}.</source>
        <translation>Die Quelle brach die WebSocket-Regeln: {0}.</translation>
    </message>
    <message>
        <source>The feed closed the connection.</source>
        <translation>Die Quelle schloss die Verbindung.</translation>
    </message>
    <message>
        <source>The feed has ended: nothing more will come.</source>
        <translation>Die Quelle ist zu Ende: es kommt nichts mehr.</translation>
    </message>
    <message>
        <source>The feed of {0} did not open: {1}: {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed of {0} failed: {1}: {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed sent a binary message of {0} bytes, too short.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed sent a binary message that is not a block of rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed sent a block of rows with an impossible channel or number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed sent a block of {0} x {1} pixels at row {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed sent a request.</source>
        <translation>Die Quelle sandte eine Anfrage.</translation>
    </message>
    <message>
        <source>The feed sent pixels before its hello.</source>
        <translation>Die Quelle sandte Pixel vor ihrem Gruß.</translation>
    </message>
    <message>
        <source>The feed sent {0} bytes of pixels where its header says {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The feed sent {0} where it may not come.</source>
        <translation>Die Quelle sandte {0}, wo es nicht kommen darf.</translation>
    </message>
    <message>
        <source>The feed sent {0} where its hello was expected.</source>
        <translation>Die Quelle sandte {0}, wo ihr Gruß erwartet war.</translation>
    </message>
    <message>
        <source>The feed went back to frame {0}; frame {1} was to come next.</source>
        <translation>Die Quelle ging zu Bild {0} zurück; Bild {1} war das nächste.</translation>
    </message>
    <message>
        <source>The file is damaged, or is not a stemviewer session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file of materials {0} cannot be used.</source>
        <translation>Die Materialdatei {0} ist nicht zu gebrauchen.</translation>
    </message>
    <message>
        <source>The file of materials {0} could not be written ({1}).</source>
        <translation>Die Materialdatei {0} konnte nicht geschrieben werden ({1}).</translation>
    </message>
    <message>
        <source>The file was not opened, as this can read other files or fill the memory.</source>
        <translation>Die Datei wurde nicht geöffnet, denn sie könnte andere Dateien lesen oder den Speicher füllen.</translation>
    </message>
    <message>
        <source>The file {0} is missing from this installation.</source>
        <translation>Die Datei {0} fehlt in dieser Installation.</translation>
    </message>
    <message>
        <source>The files have different number types ({0}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The filter was not changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The filter {0} of {1} failed: {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {0} cannot be read ({1}).</source>
        <translation>Der Ordner {0} ist nicht lesbar ({1}).</translation>
    </message>
    <message>
        <source>The frame is kept as incomplete, with the rows that came before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The frame is kept as incomplete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The frames are compressed with JPEG, which loses counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The frames are compressed with {0}, which is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The guide page on EPICS has an example.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header of a pattern has no end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header of a pattern states no length.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header of a pattern states what no pattern has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The header of {0} cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The history no longer holds these frames.</source>
        <translation>Der Verlauf hat diese Bilder nicht mehr.</translation>
    </message>
    <message>
        <source>The instrument did not get the command.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The instrument's own values hold.</source>
        <translation>Es gelten die Werte des Geräts.</translation>
    </message>
    <message>
        <source>The intervals of network {0} cannot be used: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kept calibration {0} cannot be read.</source>
        <translation>Die aufbewahrte Kalibrierung {0} ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The kept dose ledger {0} cannot be read ({1}).</source>
        <translation>Das aufbewahrte Dosisbuch {0} ist nicht lesbar ({1}).</translation>
    </message>
    <message>
        <source>The key that signs sessions cannot be read or kept ({0}): {1}.</source>
        <translation>Der Schlüssel, der Sitzungen unterschreibt, lässt sich nicht lesen oder aufbewahren ({0}): {1}.</translation>
    </message>
    <message>
        <source>The key was not taken: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The last frame in force was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The layer's picture of frame {0} was made of other raw pixels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of known keys is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of known keys {0} cannot be read: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list of networks of this installation is damaged.</source>
        <translation>Die Liste der Netze dieser Installation ist beschädigt.</translation>
    </message>
    <message>
        <source>The materials are as before.</source>
        <translation>Die Materialien sind wie zuvor.</translation>
    </message>
    <message>
        <source>The network at {0} failed: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network cannot run there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network in {0} cannot be used: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network in {0} is not one of this program's.</source>
        <translation>Das Netz in {0} ist keines dieses Programms.</translation>
    </message>
    <message>
        <source>The network is not used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network {0} gave values that are no numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The noise of these frames does not grow with their brightness as counts do.</source>
        <translation>Das Rauschen dieser Bilder wächst nicht mit ihrer Helligkeit, wie es Zählwerte tun.</translation>
    </message>
    <message>
        <source>The optical axis was not found: the patterns show no bright-field disc.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture was not exported; the session is not affected.</source>
        <translation>Das Bild wurde nicht exportiert; die Sitzung ist nicht betroffen.</translation>
    </message>
    <message>
        <source>The pixel size must lie between 0.0001 and 10000 nm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The raw frames are recorded all the same.</source>
        <translation>Die Rohbilder werden dennoch aufgezeichnet.</translation>
    </message>
    <message>
        <source>The recorder is still writing after {0} s.</source>
        <translation>Der Schreiber schreibt nach {0} s noch immer.</translation>
    </message>
    <message>
        <source>The recorder writes again.</source>
        <translation>Der Schreiber schreibt wieder.</translation>
    </message>
    <message>
        <source>The recording has stopped; every acknowledged frame is in the file.</source>
        <translation>Die Aufzeichnung hielt an; jedes bestätigte Bild ist in der Datei.</translation>
    </message>
    <message>
        <source>The recording was not started; nothing is lost.</source>
        <translation>Die Aufzeichnung begann nicht; nichts ist verloren.</translation>
    </message>
    <message>
        <source>The recording went on there. It was not opened: a file may not send this program to other folders.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The seed must not be negative.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server answered the hello with {0}{1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server at {0} runs other weights as {1}.</source>
        <translation>Der Server unter {0} rechnet mit anderen Gewichten als {1}.</translation>
    </message>
    <message>
        <source>The server cannot be found by looking around; nothing is served.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server does not admit this viewer (HTTP {0}).</source>
        <translation>Der Server lässt diesen Betrachter nicht zu (HTTP {0}).</translation>
    </message>
    <message>
        <source>The server hung up (code {0}) instead of saying hello.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session has no frame in row {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session has no frames {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session holds no frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session may still be written to.</source>
        <translation>Die Sitzung wird vielleicht noch beschrieben.</translation>
    </message>
    <message>
        <source>The simulator cannot set {0} to {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The simulator gives {0} to {1} frames per second.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The span cannot be averaged: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The speed of a replay lies between 0 (no waiting) and 1000.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The state in force was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The state of {0} is not of this format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The token would cross the network to {0} unencrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two pictures of frame {0} differ in size.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The viewer tries again.</source>
        <translation>Der Betrachter versucht es wieder.</translation>
    </message>
    <message>
        <source>The virtual detectors are stated in mrad, but the camera length is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights of network {0} are not the ones this program was built with (SHA-256 {1}… instead of {2}…).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no 8-bit weights of network {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no detector of the kind {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no filter named {0}.</source>
        <translation>Es gibt keinen Filter namens {0}.</translation>
    </message>
    <message>
        <source>There is no network to choose from.</source>
        <translation>Es gibt kein Netz zur Auswahl.</translation>
    </message>
    <message>
        <source>There is no network {0}.</source>
        <translation>Es gibt kein Netz {0}.</translation>
    </message>
    <message>
        <source>There is no number format {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no room for {0} MB of shared memory.</source>
        <translation>Für {0} MB gemeinsamen Speicher ist kein Platz.</translation>
    </message>
    <message>
        <source>There is no session file {0} in {1}.</source>
        <translation>In {1} gibt es keine Sitzungsdatei {0}.</translation>
    </message>
    <message>
        <source>There is no {0} of frame {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to export.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to serve.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to show.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to show: no frame has such a picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nowhere to export to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These weights are in 8 bit; they cannot run in {0} on this {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These weights are not in 8 bit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They are damaged or were exchanged, so the network is not used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They had to make room for newer ones.</source>
        <translation>Sie mussten neueren Platz machen.</translation>
    </message>
    <message>
        <source>This feed does not let its dwell time and its scan be set.</source>
        <translation>Diese Quelle lässt Verweilzeit und Abtastung nicht einstellen.</translation>
    </message>
    <message>
        <source>This format holds no second plane for the interval.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This frame is too fast to be divided: flyback alone would exceed its dose.</source>
        <translation>Dieses Bild ist zu schnell, um geteilt zu werden: allein der Rücklauf überstiege seine Dosis.</translation>
    </message>
    <message>
        <source>This machine has no device {0} for networks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This part of the program cannot read image files.</source>
        <translation>Dieser Teil des Programms kann keine Bilddateien lesen.</translation>
    </message>
    <message>
        <source>This program reads formats {0} to {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type one.</source>
        <translation>Einen eingeben.</translation>
    </message>
    <message>
        <source>UDP port {0} cannot be listened at ({1}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update the viewer or the server.</source>
        <translation>Betrachter oder Server erneuern.</translation>
    </message>
    <message>
        <source>Use grpcs:// with TLS on the server, or an SSH tunnel to 127.0.0.1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use npy or tiff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Virtual detectors cannot be placed, so no picture is made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Virtual detectors that are stated in its radii cannot be placed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait a minute before you open it, then run stemviewer verify on it.</source>
        <translation>Vor dem Öffnen eine Minute warten, dann mit stemviewer verify prüfen.</translation>
    </message>
    <message>
        <source>Wait for the connection and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait for the copying to end, or copy it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until it is done, or cancel it.</source>
        <translation>Warten, bis es fertig ist, oder abbrechen.</translation>
    </message>
    <message>
        <source>Wait, and do not switch the computer off.</source>
        <translation>Warten und den Rechner nicht ausschalten.</translation>
    </message>
    <message>
        <source>What answers there is not an open feed (HTTP {0}).</source>
        <translation>Was dort antwortet, ist keine offene Quelle (HTTP {0}).</translation>
    </message>
    <message>
        <source>What depends on it is not available; data are not affected.</source>
        <translation>Was davon abhängt, steht nicht zur Verfügung; Daten sind nicht betroffen.</translation>
    </message>
    <message>
        <source>What is finished is in the layer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is served at {0} keeps no account of electrons.</source>
        <translation>Was unter {0} angeboten wird, führt kein Elektronenbuch.</translation>
    </message>
    <message>
        <source>What it held cannot be shown.</source>
        <translation>Was sie enthielt, lässt sich nicht zeigen.</translation>
    </message>
    <message>
        <source>Write it like 20-60mrad, 0-12px or 1.1-2.5r (r: radii of the bright-field disc).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write rows x columns, as in scan=256x256.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write stream=1 (legacy, port 9999) or stream=2 (CBOR, port 31001).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write stream=1 into the address, or choose the format cbor at the detector.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write stream=2 into the address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write threshold= one of: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write y,x in pixels, as in centre=127.5,128, or auto.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>centre={0} is not a place on the pattern.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pip install 'stemviewer[cluster]', or leave --scheduler out to use this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>scan={0} is not the shape of a scan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stemviewer {0} did not start within {1} s.</source>
        <translation>stemviewer {0} startete nicht innerhalb von {1} s.</translation>
    </message>
    <message>
        <source>stream={0} is no version of a DECTRIS stream.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threads is {0}.</source>
        <translation>threads ist {0}.</translation>
    </message>
    <message>
        <source>{0} Raw is shown alone.</source>
        <translation>{0} Das Rohbild wird allein gezeigt.</translation>
    </message>
    <message>
        <source>{0} belongs to another session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be signed: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written ({1}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}.</source>
        <translation>{0} lässt sich nicht schreiben: {1}.</translation>
    </message>
    <message>
        <source>{0} did not give its account.</source>
        <translation>{0} gab sein Buch nicht her.</translation>
    </message>
    <message>
        <source>{0} did not take the connection ({1}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} does not name frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} frames are not possible here.</source>
        <translation>{0} Bilder sind hier nicht möglich.</translation>
    </message>
    <message>
        <source>{0} frames per second are not possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has no content credentials: nobody says how its frame was made, which C2PA demands.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has no frame number for picture {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has no parameter {1}.</source>
        <translation>{0} hat keinen Parameter {1}.</translation>
    </message>
    <message>
        <source>{0} has no stack {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has session format {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has {1} MB left; two minutes of this recording, or the least that is kept free, take {2} MB.</source>
        <translation>{0} hat noch {1} MB; zwei Minuten dieser Aufzeichnung, oder was mindestens frei bleibt, brauchen {2} MB.</translation>
    </message>
    <message>
        <source>{0} has {1} values that no picture type here holds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} holds a layer of another session, or a damaged one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} holds more than {1} images.</source>
        <translation>{0} enthält mehr als {1} Bilder.</translation>
    </message>
    <message>
        <source>{0} holds no STEM image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} holds no raw frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} holds values that are not finite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is computed here. {1} Recorded are both detectors, each by itself.</source>
        <translation>{0} wird hier berechnet. {1} Aufgezeichnet werden beide Detektoren, jeder für sich.</translation>
    </message>
    <message>
        <source>{0} is in another folder: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is no movie.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is no number of a frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is no session of stemviewer: {1}/{2} is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is no setting.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a feed.</source>
        <translation>{0} ist keine Quelle.</translation>
    </message>
    <message>
        <source>{0} is not a file.</source>
        <translation>{0} ist keine Datei.</translation>
    </message>
    <message>
        <source>{0} is not a folder.</source>
        <translation>{0} ist kein Ordner.</translation>
    </message>
    <message>
        <source>{0} is not a format to write.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a picture that stemviewer exported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not the address of a feed ({1}).</source>
        <translation>{0} ist nicht die Adresse einer Quelle ({1}).</translation>
    </message>
    <message>
        <source>{0} is not the address of a remote network ({1}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not the address of an EPICS feed: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not the address of an open feed.</source>
        <translation>{0} ist nicht die Adresse einer offenen Quelle.</translation>
    </message>
    <message>
        <source>{0} is not the picture that its line names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is shorter than it says; nothing of it is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is {1} {2}, not a stack of images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} names a stack of an unknown number type.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} names no frames.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} has no picture {2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} is {2} {3}, not {4} (n, {5}, {6}) as its header says.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} pairs and {1} dark frames are too few to calibrate from.</source>
        <translation>{0} Paare und {1} Dunkelbilder sind zu wenig zum Kalibrieren.</translation>
    </message>
    <message>
        <source>{0} patterns were announced: no picture can be made of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} sent a message that is not of the protocol ({1}: {2}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} sent a text message of {1} bytes; 65536 are allowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was stopped.</source>
        <translation>{0} wurde angehalten.</translation>
    </message>
    <message>
        <source>{0} {1} frames of the history in {2}.</source>
        <translation>{0} {1} Bilder des Verlaufs in {2}.</translation>
    </message>
    <message>
        <source>{0}/{1} is not a dataset.</source>
        <translation>{0}/{1} ist kein Datensatz.</translation>
    </message>
    <message>
        <source>{0}/{1} is not a group.</source>
        <translation>{0}/{1} ist keine Gruppe.</translation>
    </message>
    <message>
        <source>{0}: {1} is {2}.</source>
        <translation>{0}: {1} ist {2}.</translation>
    </message>
    <message>
        <source>{0}={1} is not a number from {2} to {3}.</source>
        <translation>{0}={1} ist keine Zahl von {2} bis {3}.</translation>
    </message>
    <message>
        <source>{0}={1} is not a number.</source>
        <translation>{0}={1} ist keine Zahl.</translation>
    </message>
    <message>
        <source>{0}={1} is not a ring of a virtual detector.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}={1} is out of range.</source>
        <translation>{0}={1} liegt außerhalb des Bereichs.</translation>
    </message>
</context>
</TS>
