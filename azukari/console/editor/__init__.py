"""The policy's editor: pages made from the shape of the document, so that console and file are one document."""
