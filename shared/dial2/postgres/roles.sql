-- Who may log in, and the database. Run once, by the superuser of a new cluster; one statement a line, for the
-- embedded server is set up in PostgreSQL's single-user mode.
CREATE ROLE dial2_service NOLOGIN;
CREATE ROLE dial2_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE dial2 LOGIN PASSWORD :'service_password' IN ROLE dial2_service;
CREATE DATABASE dial2 OWNER dial2_owner;
