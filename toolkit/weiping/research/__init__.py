"""For researchers: marks from anywhere in, small objects with a table, a chart and a file out.

- `source` reads marks from the database, CSV, Excel, Parquet, a data set or a frame
- `results` are what the functions of the front door answer
- `front` are those functions: score, compare, agreement, variance, severity, stability, design, simulate
- `bundle` keeps a result with all that it was made of, so that another machine can make it again
"""
