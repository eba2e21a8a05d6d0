//! What people meet at one house: accounts, pages, feeds, the API, the commands.

mod accounts;
mod api;
mod command;
mod demo;
mod doors;
mod pages;
mod together;
mod words;
