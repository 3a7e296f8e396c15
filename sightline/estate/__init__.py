"""The files of an estate and what they mean: inventory, policy values, secrets, state, trust, content.

Read in this order: words, yamlfile, explain, problems; fields, schema, siteschema; address, model; check, build, load;
then secrets and keepass, state, trust, content, init. Nothing here talks to a device.
"""
